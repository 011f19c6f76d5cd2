import type * as Electron from 'electron';
import type { WebFrameMain as ElectronWebFrameMain } from 'electron';
import { type Part, StrictObject } from './strict.ts';

export interface FrameOwner {
  getURL(): string;
  getProcessId(): number;
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown>;
}

/** The main frame of a page. Frames inside it have no preload script, so they never are a sender. */
export class WebFrameMain extends StrictObject implements Part<Electron.WebFrameMain> {
  readonly #owner: FrameOwner;
  readonly frameTreeNodeId: number;
  readonly routingId = 1;
  readonly parent: ElectronWebFrameMain | null = null;
  readonly name = '';

  constructor(owner: FrameOwner, id: number) {
    super('WebFrameMain');
    this.#owner = owner;
    this.frameTreeNodeId = id;
  }

  get url(): string {
    this.#needsOwner();
    return this.#owner.getURL();
  }

  get origin(): string {
    return originOf(this.url);
  }

  get processId(): number {
    this.#needsOwner();
    return this.#owner.getProcessId();
  }

  get top(): ElectronWebFrameMain | null {
    return this as unknown as ElectronWebFrameMain;
  }

  get detached(): boolean {
    return this.#owner.isDestroyed();
  }

  isDestroyed(): boolean {
    return this.#owner.isDestroyed();
  }

  send(channel: string, ...args: unknown[]): void {
    this.#needsOwner();
    this.#owner.send(channel, ...args);
  }

  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown> {
    this.#needsOwner();
    return this.#owner.executeJavaScript(code, userGesture);
  }

  #needsOwner(): void {
    if (this.#owner.isDestroyed()) throw new Error('Render frame was disposed before WebFrameMain could be accessed');
  }
}

/** The origin as Chromium serialises it: of custom schemes too, where URL says `null`. */
export function originOf(url: string): string {
  const { protocol, host, origin } = new URL(url || 'about:blank');
  if (origin !== 'null') return origin;
  return host === '' ? (protocol === 'file:' ? 'file://' : 'null') : `${protocol}//${host}`;
}
