/** Electron's parts as the main process sees them; `implements` makes the compiler notice when Electron's own change. */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { WindowState } from '../../../src/main/storage/window-state.ts';
import type { Result } from '../../../src/shared/ipc.ts';

export { aCall, aGroup, callsOf, createService, FakeLog } from '../ongoing-call/fixtures.ts';
export {
  type FakeBrowserWindow,
  type FakeDesktop,
  FakeScreen,
  FakeWebContents,
  WindowFactory,
} from './fake-windows.ts';

export class FakeWindowState {
  #state: WindowState = { main: null, maximized: false, miniCorners: {} };
  get(): WindowState {
    return this.#state;
  }
  change(change: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...change };
  }
}

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Raw IPC: calls what was registered, as a frame would. */
export class FakeIpcMain implements Pick<IpcMain, 'handle'> {
  readonly handlers = new Map<string, Listener>();

  handle(channel: string, listener: Listener): void {
    if (this.handlers.has(channel)) throw new Error(`A second handler for ${channel}`);
    this.handlers.set(channel, listener);
  }

  async invoke(channel: string, from: Sender, ...args: unknown[]): Promise<Result<unknown>> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for ${channel}`);
    const frame = from.url === null ? null : { url: from.url, parent: from.subFrame ? {} : null };
    const event = {
      sender: from.disposed === 'contents' ? throwing('Object has been destroyed') : { id: from.id },
      senderFrame:
        from.disposed === 'frame' ? throwing('Render frame was disposed before WebFrameMain could be accessed') : frame,
    };
    return (await handler(event as never, ...args)) as Result<unknown>;
  }
}

/** As Electron's objects are when what they stand for is gone. */
const throwing = (message: string) =>
  new Proxy(
    {},
    {
      get: () => {
        throw new TypeError(message);
      },
    },
  );

/** A frame that asks; `url: null` is one that is gone already, `disposed` what throws at any use. */
export type Sender = { id: number; url: string | null; subFrame?: boolean; disposed?: 'frame' | 'contents' };
