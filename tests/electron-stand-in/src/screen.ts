import { isDeepStrictEqual } from 'node:util';
import type { Display, Point, Rectangle } from 'electron';
import { conversionFailure, PreventableEvent, StrictEmitter } from './strict.ts';
import type { X11Display } from './x11/display.ts';
import { X11Root } from './x11/root.ts';

/** Electron's `screen`: one display, of the X server's size where there is one, and what its panels leave of it. */
export class Screen extends StrictEmitter {
  readonly #isReady: () => boolean;
  #size = { width: 1920, height: 1080 };
  #workArea: Rectangle = { x: 0, y: 0, ...this.#size };
  #root: X11Root | undefined;

  constructor(isReady: () => boolean) {
    super('screen');
    this.#isReady = isReady;
  }

  _onDisplay(display: X11Display): void {
    const { width, height } = display.screen;
    this.#size = { width, height };
    this.#root = new X11Root(display, () => this.#readWorkArea());
    this.#readWorkArea();
  }

  getPrimaryDisplay(): Display {
    this.#needReady();
    const bounds = { x: 0, y: 0, ...this.#size };
    return {
      id: 1,
      label: '',
      bounds,
      workArea: { ...this.#workArea },
      size: { ...this.#size },
      workAreaSize: { width: this.#workArea.width, height: this.#workArea.height },
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

  /** Without a display nobody moves a pointer. */
  getCursorScreenPoint(): Point {
    this.#needReady();
    return this.#root?.pointer() ?? { x: Math.round(this.#size.width / 2), y: Math.round(this.#size.height / 2) };
  }

  #readWorkArea(): void {
    const before = this.#workArea;
    this.#workArea = this.#root?.workArea() ?? { x: 0, y: 0, ...this.#size };
    if (isDeepStrictEqual(before, this.#workArea) || !this.#isReady()) return;
    this.emit('display-metrics-changed', new PreventableEvent(), this.getPrimaryDisplay(), ['workArea']);
  }

  #needReady(): void {
    if (!this.#isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
  }
}

function isNumbers(...values: unknown[]): boolean {
  return values.every((value) => typeof value === 'number');
}
