/** The keys of a call. What a key means is decided here, without the DOM; `attachKeyboard` listens. */
import type { CallSnapshot } from '../../shared/call.ts';
import { isAnswered, microphoneControl } from '../../shared/call-status.ts';

export type KeyIntent = 'toggle-mute' | 'toggle-video' | 'talk' | 'leave' | 'hang-up';

export type KeyPress = {
  key: string;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  alt: boolean;
  repeat: boolean;
  /** Where the focus is: `text` takes letters and Space, and so does a list of choices; `control` takes Space. */
  focus: 'text' | 'control' | 'other';
};

/** What a key asks for in this call, `null` when it is not one of ours. */
export function intentOf(press: KeyPress, call: CallSnapshot | null): KeyIntent | null {
  if (press.repeat || press.alt) return null;
  const key = press.key.toLowerCase();
  if (call === null) return null;
  if (press.ctrl || press.meta) return press.shift && key === 'h' ? 'hang-up' : null;
  if (press.key === 'Escape') return 'leave';
  if (press.shift || press.focus === 'text' || !isAnswered(call)) return null;
  if (key === 'm') return microphoneControl(call.microphone) === null ? null : 'toggle-mute';
  if (key === 'v') return 'toggle-video';
  if (press.key === ' ' && press.focus === 'other' && call.microphone === 'muted') return 'talk';
  return null;
}

export type KeyActions = {
  call(): CallSnapshot | null;
  setMuted(muted: boolean): void;
  setCamera(on: boolean): void;
  hangUp(): void;
  decline(): void;
  leave(): void;
};

/** Listens on the window; returns its own detach. */
export function attachKeyboard(target: Window, actions: KeyActions): () => void {
  let talking = false;
  const stopTalking = () => {
    if (!talking) return;
    talking = false;
    actions.setMuted(true);
  };
  const down = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const call = actions.call();
    const intent = intentOf(pressOf(event), call);
    if (intent === null || call === null) return;
    event.preventDefault();
    switch (intent) {
      case 'toggle-mute':
        talking = false;
        actions.setMuted(microphoneControl(call.microphone) === 'mute');
        return;
      case 'toggle-video':
        actions.setCamera(!call.camera);
        return;
      case 'talk':
        talking = true;
        actions.setMuted(false);
        return;
      case 'leave':
        actions.leave();
        return;
      case 'hang-up':
        if (call.phase === 'ringing-in') actions.decline();
        else actions.hangUp();
        return;
    }
  };
  const up = (event: KeyboardEvent) => {
    if (event.key === ' ') stopTalking();
  };
  target.addEventListener('keydown', down);
  target.addEventListener('keyup', up);
  // A key released in another window is never heard of: nobody may stay unmuted by that.
  target.addEventListener('blur', stopTalking);
  return () => {
    stopTalking();
    target.removeEventListener('keydown', down);
    target.removeEventListener('keyup', up);
    target.removeEventListener('blur', stopTalking);
  };
}

function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    ctrl: event.ctrlKey,
    meta: event.metaKey,
    shift: event.shiftKey,
    alt: event.altKey,
    repeat: event.repeat,
    focus: focusOf(event.target),
  };
}

function focusOf(target: EventTarget | null): KeyPress['focus'] {
  if (!(target instanceof Element)) return 'other';
  if (target.closest('input:not([type=checkbox]), textarea, select, [contenteditable=true]') !== null) return 'text';
  if (target.closest('button, a[href], input, [role=switch], [role=button]') !== null) return 'control';
  return 'other';
}
