import { type Accelerator, parseAccelerator } from './accelerator.ts';
import { hostile } from './hostile.ts';
import { conversionFailure, StrictObject } from './strict.ts';

/**
 * The portal of Wayland desktops takes every key and asks the person later. Electron does not find such keys again where it
 * looks for what to give back, unless all are.
 */
const ofPortal = hostile.has('portal-shortcuts');

/** Where keys can be had from the whole desktop. */
export interface KeyGrabber {
  /** `false` when another program has the key. */
  grab(accelerator: Accelerator, pressed: () => void): boolean;
  release(accelerator: Accelerator): void;
}

/** Electron's `globalShortcut`. Without a display there is no key to be had, and every registration is refused. */
export class GlobalShortcut extends StrictObject {
  readonly #keys: () => KeyGrabber | undefined;
  readonly #registered = new Map<string, Accelerator>();
  #suspended = false;

  readonly #isReady: () => boolean;

  constructor(keys: () => KeyGrabber | undefined, isReady: () => boolean) {
    super('globalShortcut');
    this.#keys = keys;
    this.#isReady = isReady;
  }

  register(text: string, callback: () => void): boolean {
    this.#needReady();
    const accelerator = parse(text);
    if (typeof callback !== 'function') throw conversionFailure(1, callback);
    if (this.#suspended) return false;
    if (this.#registered.has(nameOf(accelerator))) return ofPortal;
    if (hostile.has('no-shortcuts')) return false;
    const pressed = () => {
      if (!this.#suspended) callback();
    };
    if (!this.#keys()?.grab(accelerator, pressed) && !ofPortal) return false;
    this.#registered.set(nameOf(accelerator), accelerator);
    return true;
  }

  registerAll(all: string[], callback: () => void): void {
    for (const text of all) this.register(text, callback);
  }

  isRegistered(text: string): boolean {
    this.#needReady();
    return this.#registered.has(nameOf(parse(text)));
  }

  unregister(text: string): void {
    this.#needReady();
    const accelerator = parse(text);
    if (ofPortal) return;
    if (this.#registered.delete(nameOf(accelerator))) this.#keys()?.release(accelerator);
  }

  unregisterAll(): void {
    this.#needReady();
    for (const accelerator of this.#registered.values()) this.#keys()?.release(accelerator);
    this.#registered.clear();
  }

  #needReady(): void {
    if (!this.#isReady()) throw new Error('globalShortcut cannot be used before the app is ready');
  }

  setSuspended(suspended: boolean): void {
    this.#suspended = suspended;
  }

  isSuspended(): boolean {
    return this.#suspended;
  }
}

function parse(text: string): Accelerator {
  const accelerator = typeof text === 'string' ? parseAccelerator(text) : undefined;
  if (!accelerator) throw conversionFailure(0, text);
  return accelerator;
}

function nameOf(accelerator: Accelerator): string {
  return JSON.stringify(accelerator);
}
