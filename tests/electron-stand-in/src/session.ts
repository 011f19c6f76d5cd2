import type * as Electron from 'electron';
import type { Session as ElectronSession } from 'electron';
import type { Net } from './net.ts';
import type { Permissions } from './permissions.ts';
import type { Protocol } from './protocol.ts';
import { type Part, StrictEmitter } from './strict.ts';

/** Electron's default session. There is one. */
export class Session extends StrictEmitter implements Part<Electron.Session> {
  readonly protocol: ElectronSession['protocol'];
  readonly #permissions: Permissions;
  readonly #net: Net;

  constructor(permissions: Permissions, protocol: Protocol, net: Net) {
    super('session');
    this.#permissions = permissions;
    this.protocol = protocol as unknown as ElectronSession['protocol'];
    this.#net = net;
  }

  setPermissionRequestHandler(handler: Parameters<ElectronSession['setPermissionRequestHandler']>[0]): void {
    this.#permissions.setRequestHandler(handler);
  }

  setPermissionCheckHandler(handler: Parameters<ElectronSession['setPermissionCheckHandler']>[0]): void {
    this.#permissions.setCheckHandler(handler);
  }

  isPersistent(): boolean {
    return true;
  }

  fetch(input: string, init?: RequestInit): Promise<Response> {
    return this.#net.fetch(input, init);
  }
}
