import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import { decodePng, encodePng, type Pixels, resizePixels } from './png.ts';
import { type Part, StrictObject } from './strict.ts';

/** Electron's `NativeImage`, of PNG files. */
export class NativeImage extends StrictObject implements Part<Omit<Electron.NativeImage, 'resize'>> {
  readonly #pixels: Pixels | undefined;
  isMacTemplateImage = false;

  constructor(pixels?: Pixels) {
    super('NativeImage');
    this.#pixels = pixels && pixels.width > 0 && pixels.height > 0 ? pixels : undefined;
  }

  get _pixels(): Pixels | undefined {
    return this.#pixels;
  }

  isEmpty(): boolean {
    return this.#pixels === undefined;
  }

  getSize(): { width: number; height: number } {
    const { width, height } = this.#pixels ?? { width: 0, height: 0 };
    return { width, height };
  }

  getAspectRatio(): number {
    const { width, height } = this.getSize();
    return height === 0 ? 1 : width / height;
  }

  getScaleFactors(): number[] {
    return [1];
  }

  toPNG(): Buffer {
    return this.#pixels ? encodePng(this.#pixels) : Buffer.alloc(0);
  }

  /** Blue, green, red, alpha, as Chromium keeps them. */
  toBitmap(): Buffer {
    const bitmap = Buffer.from(this.#pixels?.rgba ?? []);
    for (let i = 0; i < bitmap.length; i += 4) {
      [bitmap[i], bitmap[i + 2]] = [bitmap[i + 2] as number, bitmap[i] as number];
    }
    return bitmap;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.toPNG().toString('base64')}`;
  }

  resize(options: { width?: number; height?: number }): NativeImage {
    if (!this.#pixels) return new NativeImage();
    const ratio = this.getAspectRatio();
    const width = options.width ?? Math.round((options.height ?? this.#pixels.height) * ratio);
    const height = options.height ?? Math.round(width / ratio);
    return new NativeImage(resizePixels(this.#pixels, width, height));
  }

  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option;
  }

  isTemplateImage(): boolean {
    return this.isMacTemplateImage;
  }
}

export const nativeImageApi = {
  createEmpty: () => new NativeImage(),
  createFromBuffer: (buffer: Buffer) => new NativeImage(decodePng(buffer)),
  createFromPath: (path: string) => {
    try {
      return new NativeImage(decodePng(readFileSync(path)));
    } catch {
      return new NativeImage();
    }
  },
  createFromDataURL: (url: string) =>
    new NativeImage(decodePng(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))),
};

/** An image given as itself or by its path. */
export function toImage(image: unknown): NativeImage {
  return image instanceof NativeImage ? image : nativeImageApi.createFromPath(String(image));
}
