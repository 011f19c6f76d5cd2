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
 * Asks whether to leave the calls. Without a parent, since the window may be hidden and the question must not be; but
 * macOS would stop the whole main process for such a box: there it belongs to the window, which is shown for it.
 */
export async function askBeforeQuit(parts: QuitQuestion, calls: readonly CallSnapshot[]): Promise<QuitAnswer> {
  const { dialog, platform, showMain } = parts;
  const { message, detail, hangUpAndQuit, stay } = words.dialogs.quit;
  const question: MessageBoxOptions = {
    type: 'question',
    title: words.product,
    message: message(calls),
    detail: detail(calls),
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

/** Ends every call, whatever its phase; resolves when the sessions have acknowledged that and the server could hear it. */
export function hangUpAndWait(
  service: Pick<OngoingCallService, 'calls' | 'command' | 'onCalls'>,
  clock: Clock,
): Promise<void> {
  const { calls } = service.calls;
  if (calls.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const release = service.onCalls((left) => {
      if (left.calls.length > 0) return;
      release();
      clock.after(goodbyeMs, resolve);
    });
    for (const { callId, phase } of calls) {
      service.command({ callId, type: phase === 'ringing-in' ? 'decline' : 'hang-up' });
    }
  });
}

export type Belongings = {
  service: Pick<OngoingCallService, 'calls'>;
  record: Pick<ResumeRecord, 'end'>;
  /** All that is kept on the disk. */
  stores: readonly { flushNow(): void }[];
  /** What takes the calls off the desktop begins at once; what it waits for comes too late. */
  dispose: () => Promise<void>;
};

/** All that can be let go of before this returns. The calls are written down as ones to be left: nobody waits for their end. */
export function releaseNow({ service, record, stores, dispose }: Belongings): void {
  for (const call of service.calls.calls) record.end(call, 'hung-up');
  for (const store of stores) store.flushNow();
  void dispose();
}
