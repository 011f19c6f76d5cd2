import type { IpcMainEvent, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron';
import type { IpcMain } from './ipc-main.ts';
import { makeCloneCodec } from './page/clone-codec.ts';
import type { FromPage, ToPage } from './page/preload-world.ts';

const codec = makeCloneCodec();

/** Who a message came from. */
export interface IpcSender {
  contents: WebContents;
  /** `null` once its document is gone. */
  frame(): WebFrameMain | null;
  processId: number;
}

/** Hands a page's message to `ipcMain`, and the answer to an invoke back to the page. */
export async function dispatchIpc(
  ipcMain: IpcMain,
  { contents, frame, processId }: IpcSender,
  message: Extract<FromPage, { kind: 'invoke' | 'send' }>,
  reply: (message: ToPage) => void,
): Promise<void> {
  const event: Omit<IpcMainEvent, 'returnValue'> & { returnValue: undefined } = {
    sender: contents,
    get senderFrame() {
      return frame();
    },
    frameId: 1,
    processId,
    type: 'frame',
    ports: [],
    returnValue: undefined,
    reply: (channel: string, ...args: unknown[]) => contents.send(channel, ...args),
    defaultPrevented: false,
    preventDefault() {},
  };
  const args = codec.decode(message.args) as unknown[];
  if (message.kind === 'send') {
    ipcMain._receive(event, message.channel, args);
    return;
  }
  try {
    const value = await ipcMain._invoke(event as unknown as IpcMainInvokeEvent, message.channel, args);
    reply({ kind: 'reply', id: message.id, value: codec.encode(value) });
  } catch (error) {
    reply({ kind: 'reply', id: message.id, error: error instanceof Error ? error.message : String(error) });
  }
}
