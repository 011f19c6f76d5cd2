import type { Clock } from '../clock.ts';
import type { Device } from '../device.ts';

/** The devices of the callee's that a call rings on, whether they have joined or not. */
export class Ringing {
  readonly #clock: Clock;
  readonly #devices = new Map<string, { device: Device; cancelGrace: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#devices.size;
  }

  has(device: Device): boolean {
    return this.#devices.has(device.key);
  }

  /** Starts to ring, or goes on after the device has been lost. */
  add(device: Device): void {
    this.#devices.get(device.key)?.cancelGrace();
    this.#devices.set(device.key, { device, cancelGrace: () => {} });
  }

  /** The device's connection is gone: unless it is back within the grace time it rings no more. */
  lost(device: Device, graceMs: number, onGone: () => void): void {
    const entry = this.#devices.get(device.key);
    if (entry === undefined) return;
    entry.cancelGrace();
    entry.cancelGrace = this.#clock.after(graceMs, () => {
      this.#devices.delete(device.key);
      onGone();
    });
  }

  /** Stops on all devices but that one, and says which they were. */
  stop(except?: Device): Device[] {
    const stopped = [...this.#devices.values()];
    this.#devices.clear();
    for (const { cancelGrace } of stopped) cancelGrace();
    return stopped.map(({ device }) => device).filter(({ key }) => key !== except?.key);
  }
}
