import { expect, test } from 'vitest';
import { followMediaSession, type MediaSessionPart } from '../../../src/renderer/state/media-session.ts';
import { activeCall, FakePhone, online } from './support/fake-phone.ts';

class FakeMediaSession implements MediaSessionPart {
  playbackState: MediaSessionPlaybackState = 'none';
  microphone: boolean | null = null;
  camera: boolean | null = null;
  readonly handlers = new Map<string, () => void>();
  readonly #unknown: string | null;

  /** `unknown`: an action that this browser does not know. */
  constructor(unknown: string | null) {
    this.#unknown = unknown;
  }

  setActionHandler(action: string, handler: (() => void) | null): void {
    if (action === this.#unknown) throw new TypeError('Not an action');
    if (handler === null) this.handlers.delete(action);
    else this.handlers.set(action, handler);
  }
  setMicrophoneActive(active: boolean): void {
    this.microphone = active;
  }
  setCameraActive(active: boolean): void {
    this.camera = active;
  }
}

function start({ unknown = null }: { unknown?: string | null } = {}) {
  const phone = new FakePhone(online);
  const session = new FakeMediaSession(unknown);
  const stop = followMediaSession(phone, session);
  return { phone, session, stop };
}

test('a call is offered from the answer to the end', () => {
  const { phone, session } = start();
  phone.state.setState({ call: activeCall({ phase: 'ringing-in' }) });
  expect(session.handlers.size).toBe(0);
  phone.state.setState({ call: activeCall({ camera: true }) });
  expect([...session.handlers.keys()]).toEqual(['togglemicrophone', 'togglecamera', 'hangup']);
  expect(session).toMatchObject({ playbackState: 'playing', microphone: true, camera: true });
  phone.state.setState({ call: activeCall({ microphone: 'muted' }) });
  expect(session).toMatchObject({ microphone: false, camera: false });
  phone.state.setState({ call: null });
  expect(session.handlers.size).toBe(0);
  expect(session).toMatchObject({ playbackState: 'none', microphone: false, camera: false });
});

test('a headset mutes, and stops the video, by what microphone and camera really are', () => {
  const { phone, session } = start();
  phone.state.setState({ call: activeCall() });
  session.handlers.get('togglemicrophone')?.();
  session.handlers.get('togglecamera')?.();
  phone.state.setState({ call: activeCall({ microphone: 'muted', camera: true }) });
  session.handlers.get('togglemicrophone')?.();
  session.handlers.get('togglecamera')?.();
  session.handlers.get('hangup')?.();
  expect(phone.asked).toEqual([
    ['setMuted', true],
    ['setCamera', true],
    ['setMuted', false],
    ['setCamera', false],
    ['hangUp'],
  ]);
});

test('an action that this browser does not know takes no other with it', () => {
  const { phone, session } = start({ unknown: 'togglecamera' });
  phone.state.setState({ call: activeCall() });
  expect([...session.handlers.keys()]).toEqual(['togglemicrophone', 'hangup']);
  expect(session.microphone).toBe(true);
});

test('stopping takes the call away', () => {
  const { phone, session, stop } = start();
  phone.state.setState({ call: activeCall() });
  stop();
  expect(session.handlers.size).toBe(0);
  expect(session.playbackState).toBe('none');
});
