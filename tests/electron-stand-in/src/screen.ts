import type { Display, Point, Rectangle } from 'electron';
import { StrictEmitter } from './strict.ts';

/** Electron's `screen`: one display, of the X server's size where there is one. */
export class Screen extends StrictEmitter {
  #size = { width: 1920, height: 1080 };

  constructor() {
    super('screen');
  }

  _setSize({ width, height }: { width: number; height: number }): void {
    this.#size = { width, height };
  }

  getPrimaryDisplay(): Display {
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

  getDisplayMatching(_rectangle: Rectangle): Display {
    return this.getPrimaryDisplay();
  }

  getDisplayNearestPoint(_point: Point): Display {
    return this.getPrimaryDisplay();
  }

  /** Nobody moves the pointer here. */
  getCursorScreenPoint(): Point {
    return { x: Math.round(this.#size.width / 2), y: Math.round(this.#size.height / 2) };
  }
}
