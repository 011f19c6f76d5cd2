import type { Display, Point, Rectangle } from 'electron';
import { conversionFailure, StrictEmitter } from './strict.ts';

/** Electron's `screen`: one display, of the X server's size where there is one. */
export class Screen extends StrictEmitter {
  readonly #isReady: () => boolean;
  #size = { width: 1920, height: 1080 };

  constructor(isReady: () => boolean) {
    super('screen');
    this.#isReady = isReady;
  }

  _setSize({ width, height }: { width: number; height: number }): void {
    this.#size = { width, height };
  }

  getPrimaryDisplay(): Display {
    this.#needReady();
    const bounds = { x: 0, y: 0, ...this.#size };
    return {
      id: 1,
      label: '',
      bounds,
      workArea: { ...bounds },
      size: { ...this.#size },
      workAreaSize: { ...this.#size },
      nativeOrigin: { x: 0, y: 0 },
      scaleFactor: 1,
      rotation: 0,
      colorDepth: 24,
      colorSpace: '',
      depthPerComponent: 8,
      displayFrequency: 60,
      detected: true,
      internal: false,
      monochrome: false,
      touchSupport: 'unavailable',
      accelerometerSupport: 'unavailable',
      maximumCursorSize: { width: 64, height: 64 },
    };
  }

  getAllDisplays(): Display[] {
    return [this.getPrimaryDisplay()];
  }

  getDisplayMatching(rectangle: Rectangle): Display {
    if (!isNumbers(rectangle?.x, rectangle?.y, rectangle?.width, rectangle?.height))
      throw conversionFailure(0, rectangle);
    return this.getPrimaryDisplay();
  }

  getDisplayNearestPoint(point: Point): Display {
    if (!isNumbers(point?.x, point?.y)) throw conversionFailure(0, point);
    return this.getPrimaryDisplay();
  }

  /** Nobody moves the pointer here. */
  getCursorScreenPoint(): Point {
    this.#needReady();
    return { x: Math.round(this.#size.width / 2), y: Math.round(this.#size.height / 2) };
  }

  #needReady(): void {
    if (!this.#isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
  }
}

function isNumbers(...values: unknown[]): boolean {
  return values.every((value) => typeof value === 'number');
}
