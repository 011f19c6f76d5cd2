/**
 * The call in the system's own media controls and on headsets: https://www.w3.org/TR/mediasession/#the-mediasessionaction-enumeration.
 * Actions that a browser does not know are left out.
 */
import type { CallSnapshot } from '../../shared/call.ts';
import { isAnswered } from '../../shared/call-status.ts';
import type { PhoneActions, PhoneState } from '../call/phone-state.ts';
import type { ReadonlyStore } from './gate.ts';

type CallAction = 'togglemicrophone' | 'togglecamera' | 'hangup';

/** The part of `navigator.mediaSession` that is used; the DOM typings know the call's actions only in part. */
export type MediaSessionPart = {
  playbackState: MediaSessionPlaybackState;
  setActionHandler(action: CallAction | MediaSessionAction, handler: (() => void) | null): void;
  setMicrophoneActive?(active: boolean): void;
  setCameraActive?(active: boolean): void;
};

type Phone = Pick<PhoneActions, 'setMuted' | 'setCamera' | 'hangUp'> & { readonly state: ReadonlyStore<PhoneState> };

/** Offers the call while there is one, whether the window is visible or not. Returns its stop. */
export function followMediaSession(phone: Phone, session: MediaSessionPart): () => void {
  let shown: CallSnapshot | null = null;

  const current = () => phone.state.getState().call?.snapshot ?? null;
  const handle = (action: CallAction, handler: (() => void) | null) => {
    try {
      session.setActionHandler(action, handler);
    } catch {
      // Not an action of this browser's.
    }
  };
  const show = () => {
    const snapshot = current();
    const call = snapshot !== null && isAnswered(snapshot) ? snapshot : null;
    if (call === shown) return;
    if ((call === null) !== (shown === null)) offer(call !== null);
    shown = call;
    session.setMicrophoneActive?.(call?.microphone === 'on');
    session.setCameraActive?.(call?.camera === true);
  };
  const offer = (on: boolean) => {
    session.playbackState = on ? 'playing' : 'none';
    handle('togglemicrophone', on ? () => phone.setMuted(current()?.microphone === 'on') : null);
    handle('togglecamera', on ? () => phone.setCamera(current()?.camera !== true) : null);
    handle('hangup', on ? () => phone.hangUp() : null);
  };

  const unsubscribe = phone.state.subscribe(show);
  show();
  return () => {
    unsubscribe();
    if (shown !== null) offer(false);
    shown = null;
  };
}
