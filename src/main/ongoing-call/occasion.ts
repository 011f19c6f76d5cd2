import type { CallSnapshot } from '../../shared/call.ts';
import type { ShownWhen } from '../../shared/ipc.ts';
import { isSeen, type Presence } from './ports.ts';

/**
 * Whether a surface that is set to appear `when` shows this call while the main window is so. Switching it off spares an
 * ongoing call's, not a ringing one's: somebody who is called must have something to answer with on every desktop.
 */
export function isOccasion(when: ShownWhen, presence: Presence, call: CallSnapshot): boolean {
  switch (when) {
    case 'never':
      return call.phase === 'ringing-in' && !isSeen(presence);
    case 'hidden':
      return !isSeen(presence);
    case 'not-in-front':
      return presence !== 'in-front';
  }
}
