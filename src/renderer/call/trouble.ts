import type { Trouble } from '../../shared/call.ts';
import { audioSenders, type CallState, othersLost } from './state.ts';

/**
 * Whose connection is away, of a call that is reconnecting. Cut off oneself, one hears nothing of the other side: what was last
 * said of it proves nothing then.
 */
export function troubleOf(state: CallState): Trouble | null {
  if (state.serverFailed) return 'server';
  if (state.media.link !== 'connected' || state.signalingMissing) return 'own';
  // Of several who send not all can be away at once.
  if (state.media.stalled && audioSenders(state).length > 1) return 'own';
  // Nothing arrives, and nobody has said why.
  return othersLost(state) ? 'other' : null;
}
