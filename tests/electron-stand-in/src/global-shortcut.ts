import { type Accelerator, parseAccelerator } from './accelerator.ts';
import { StrictObject } from './strict.ts';

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

  constructor(keys: () => KeyGrabber | undefined) {
    super('globalShortcut');
    this.#keys = keys;
  }

  register(text: string, callback: () => void): boolean {
    const accelerator = parse(text);
    if (this.#registered.has(nameOf(accelerator))) return false;
    const pressed = () => {
      if (!this.#suspended) callback();
    };
    if (!this.#keys()?.grab(accelerator, pressed)) return false;
    this.#registered.set(nameOf(accelerator), accelerator);
    return true;
  }

  registerAll(all: string[], callback: () => void): void {
    for (const text of all) this.register(text, callback);
  }

  isRegistered(text: string): boolean {
    return this.#registered.has(nameOf(parse(text)));
  }

  unregister(text: string): void {
    const accelerator = parse(text);
    if (this.#registered.delete(nameOf(accelerator))) this.#keys()?.release(accelerator);
  }

  unregisterAll(): void {
    for (const accelerator of this.#registered.values()) this.#keys()?.release(accelerator);
    this.#registered.clear();
  }

  setSuspended(suspended: boolean): void {
    this.#suspended = suspended;
  }

  isSuspended(): boolean {
    return this.#suspended;
  }
}

function parse(text: string): Accelerator {
  const accelerator = parseAccelerator(text);
  if (!accelerator) throw new TypeError(`Error processing argument at index 0, conversion failure from ${text}`);
  return accelerator;
}

function nameOf(accelerator: Accelerator): string {
  return JSON.stringify(accelerator);
}
