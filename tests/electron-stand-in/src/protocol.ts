import type { CustomScheme } from 'electron';
import type { SchemeHandler, Schemes } from './schemes.ts';
import { conversionFailure, StrictObject } from './strict.ts';

/** Electron's `protocol` for schemes of the app itself. */
export class Protocol extends StrictObject {
  readonly #schemes: Schemes;
  readonly #isReady: () => boolean;

  constructor(schemes: Schemes, isReady: () => boolean) {
    super('protocol');
    this.#schemes = schemes;
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (this.#isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    this.#schemes.register(schemes);
  }

  handle(scheme: string, handler: SchemeHandler): void {
    if (!this.#isReady()) throw new Error('Session can only be received when app is ready');
    if (typeof handler !== 'function') throw conversionFailure(1, handler);
    this.#schemes.handle(scheme, handler);
  }

  unhandle(scheme: string): void {
    this.#schemes.unhandle(scheme);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#schemes.isHandled(scheme) || ['http', 'https', 'file'].includes(scheme);
  }
}
