import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { StrictEmitter } from './strict.ts';

type InvokeHandler = (event: IpcMainInvokeEvent, ...args: never[]) => unknown;

/** Electron's `ipcMain`, and the place where messages from all windows arrive. */
export class IpcMain extends StrictEmitter {
  readonly #handlers = new Map<string, { handler: InvokeHandler; once: boolean }>();

  constructor() {
    super('ipcMain');
    this.setMaxListeners(0);
  }

  handle(channel: string, listener: InvokeHandler): void {
    this.#add(channel, listener, false);
  }

  handleOnce(channel: string, listener: InvokeHandler): void {
    this.#add(channel, listener, true);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** A message from `ipcRenderer.send`. */
  _receive(event: IpcMainEvent, channel: string, args: unknown[]): void {
    this.emit(channel, event, ...args);
  }

  /** A question from `ipcRenderer.invoke`; rejects with what the renderer is to see. */
  async _invoke(event: IpcMainInvokeEvent, channel: string, args: unknown[]): Promise<unknown> {
    const entry = this.#handlers.get(channel);
    if (!entry)
      throw new Error(`Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`);
    if (entry.once) this.#handlers.delete(channel);
    try {
      return await entry.handler(event, ...(args as never[]));
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      throw new Error(`Error invoking remote method '${channel}': ${error}`);
    }
  }

  #add(channel: string, handler: InvokeHandler, once: boolean): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof handler !== 'function')
      throw new Error(`Expected handler to be a function, but found type '${typeof handler}'`);
    this.#handlers.set(channel, { handler, once });
  }
}
