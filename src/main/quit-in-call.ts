import type { Dialog } from 'electron';
import type { CallSnapshot } from '../shared/call.ts';
import { words } from '../shared/words.ts';
import type { Clock } from './ongoing-call/ports.ts';
import type { OngoingCallService } from './ongoing-call/service.ts';
import type { QuitAnswer } from './quit.ts';

/** Asks whether to leave the call. Without a parent: the window may be hidden, the question must not be. */
export async function askBeforeQuit(dialog: Pick<Dialog, 'showMessageBox'>, call: CallSnapshot): Promise<QuitAnswer> {
  const { message, detail, hangUpAndQuit, stay } = words.dialogs.quit;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: words.product,
    message: message(call.peer.name),
    detail,
    buttons: [hangUpAndQuit, stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
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
