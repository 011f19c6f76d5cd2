import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron';
import type { CallSnapshot } from '../shared/call.ts';
import { words } from '../shared/words.ts';
import type { Clock } from './ongoing-call/ports.ts';
import type { OngoingCallService } from './ongoing-call/service.ts';
import type { QuitAnswer } from './quit.ts';
import type { ResumeRecord } from './storage/resume-record.ts';

export type QuitQuestion = {
  dialog: Pick<Dialog, 'showMessageBox'>;
  platform: NodeJS.Platform;
  /** Shows the main window, and yields it. */
  showMain: () => BrowserWindow | undefined;
};

/**
 * Asks whether to leave the call. Without a parent, since the window may be hidden and the question must not be; but
 * macOS would stop the whole main process for such a box: there it belongs to the window, which is shown for it.
 */
export async function askBeforeQuit(parts: QuitQuestion, call: CallSnapshot): Promise<QuitAnswer> {
  const { dialog, platform, showMain } = parts;
  const { message, detail, hangUpAndQuit, stay } = words.dialogs.quit;
  const question: MessageBoxOptions = {
    type: 'question',
    title: words.product,
    message: message(call),
    detail,
    buttons: [hangUpAndQuit, stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const parent = platform === 'darwin' ? showMain() : undefined;
  const { response } = await (parent ? dialog.showMessageBox(parent, question) : dialog.showMessageBox(question));
  return response === 0 ? 'hang-up-and-quit' : 'stay';
}

/** After the session said that it has left, its word to the server may still be on its way out, ms. */
const goodbyeMs = 100;

/** Ends the call, whatever its phase; resolves when its session has acknowledged that and the server could hear it. */
export function hangUpAndWait(
  service: Pick<OngoingCallService, 'current' | 'commandCurrent' | 'onSnapshot'>,
  clock: Clock,
): Promise<void> {
  const { current } = service;
  if (!current) return Promise.resolve();
  return new Promise((resolve) => {
    const release = service.onSnapshot((call) => {
      if (call) return;
      release();
      clock.after(goodbyeMs, resolve);
    });
    service.commandCurrent(current.phase === 'ringing-in' ? 'decline' : 'hang-up');
  });
}

export type Belongings = {
  service: Pick<OngoingCallService, 'current'>;
  record: Pick<ResumeRecord, 'end'>;
  /** All that is kept on the disk. */
  stores: readonly { flushNow(): void }[];
  /** What takes the call off the desktop begins at once; what it waits for comes too late. */
  dispose: () => Promise<void>;
};

/** All that can be let go of before this returns. The call is written down as one to be left: nobody waits for its end. */
export function releaseNow({ service, record, stores, dispose }: Belongings): void {
  const { current } = service;
  if (current) record.end(current, 'hung-up');
  for (const store of stores) store.flushNow();
  void dispose();
}
