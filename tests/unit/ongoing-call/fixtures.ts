/** A call in its states, and stand-ins for what the surfaces are given. */

import {
  isSeen,
  type Log,
  type MainWindowPort,
  type MiniWindowPort,
  type Presence,
  type SettingsPort,
  type Unsubscribe,
} from '../../../src/main/ongoing-call/ports.ts';
import {
  type EndedCall,
  OngoingCallService,
  type OngoingCallServiceOptions,
} from '../../../src/main/ongoing-call/service.ts';
import type { CallCommand, CallSnapshot, CallsSnapshot, EndReason } from '../../../src/shared/call.ts';
import type { Settings } from '../../../src/shared/ipc.ts';
import { aCall, aGroup, callsOf } from '../support/call-snapshot.ts';
import { ManualClock } from '../support/manual-clock.ts';

export { aCall, aGroup, callsOf };

/** Every state that a surface shows in a way of its own. The one list all the surfaces' tables go by. */
export const states = {
  'ringing-in': aCall({ phase: 'ringing-in', startedAt: null }),
  'ringing-out': aCall({ phase: 'ringing-out', startedAt: null }),
  connecting: aCall({ phase: 'connecting' }),
  connected: aCall(),
  muted: aCall({ microphone: 'muted' }),
  opening: aCall({ microphone: 'opening' }),
  unmuting: aCall({ microphone: 'unmuting' }),
  'no microphone': aCall({ microphone: 'unavailable' }),
  'with video': aCall({ camera: true, peerVideo: true }),
  held: aCall({ held: true }),
  'held by the peer': aCall({ peerHeld: true }),
  reconnecting: aCall({ phase: 'reconnecting' }),
} as const satisfies Record<string, CallSnapshot>;
export type StateName = keyof typeof states;
export const stateNames = Object.keys(states) as StateName[];

export class FakeLog implements Log {
  readonly lines: string[] = [];
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(message: string, cause?: unknown): void {
    this.lines.push(`error ${message}${cause === undefined ? '' : ` ${String(cause)}`}`);
  }
}

export class FakeMainWindow implements MainWindowPort {
  #presence: Presence;
  readonly #listeners = new Set<(presence: Presence) => void>();
  shown = 0;
  flashing = false;
  window: ReturnType<MainWindowPort['browserWindow']>;

  constructor(visible = false) {
    this.#presence = visible ? 'in-front' : 'hidden';
  }

  presence(): Presence {
    return this.#presence;
  }
  onPresenceChanged(listener: (presence: Presence) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  isVisible(): boolean {
    return isSeen(this.#presence);
  }
  onVisibilityChanged(listener: (visible: boolean) => void): Unsubscribe {
    return this.onPresenceChanged((presence) => listener(isSeen(presence)));
  }
  get listeners(): number {
    return this.#listeners.size;
  }
  show(): void {
    this.shown += 1;
    this.setVisible(true);
  }
  setVisible(visible: boolean): void {
    this.setPresence(visible ? 'in-front' : 'hidden');
  }
  setPresence(presence: Presence): void {
    this.#presence = presence;
    for (const listener of [...this.#listeners]) listener(presence);
  }
  flash(on: boolean): void {
    this.flashing = on;
  }
  browserWindow(): ReturnType<MainWindowPort['browserWindow']> {
    return this.window;
  }
}

export class FakeMiniWindow implements MiniWindowPort {
  showing: CallsSnapshot | null = null;
  opened = 0;
  show(calls: CallsSnapshot): void {
    this.opened += 1;
    this.showing = calls;
  }
  update(calls: CallsSnapshot): void {
    this.showing = calls;
  }
  hide(): void {
    this.showing = null;
  }
}

export class FakeSettings implements SettingsPort {
  #settings: Settings = {
    microphoneId: null,
    speakerId: null,
    cameraId: null,
    miniWindow: 'hidden',
    notification: 'hidden',
    muteShortcut: 'CommandOrControl+Shift+M',
    closeNoticeSeen: false,
    sounds: true,
  };
  readonly #listeners = new Set<(settings: Settings) => void>();

  get(): Settings {
    return this.#settings;
  }
  onChanged(listener: (settings: Settings) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  change(change: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...change };
    for (const listener of this.#listeners) listener(this.#settings);
  }
}

/** Tells of ended calls when the test does. */
export class FakeEnds implements Pick<OngoingCallService, 'onEnded'> {
  readonly #listeners = new Set<(ended: EndedCall) => void>();
  onEnded(listener: (ended: EndedCall) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  end(call: CallSnapshot, reason: EndReason | null = null, answered = false): void {
    for (const listener of this.#listeners) listener({ call, reason, answered });
  }
}

/** The real service; what a test does not look at does nothing. */
export function createService(parts: Partial<OngoingCallServiceOptions> = {}): OngoingCallService {
  return new OngoingCallService({
    send: () => undefined,
    onHangUpIgnored: () => undefined,
    log: new FakeLog(),
    clock: new ManualClock(),
    ...parts,
  });
}

/** Takes commands and remembers them. */
export function commandRecorder(): { send: (command: CallCommand) => void; sent: CallCommand[]; types: string[] } {
  const sent: CallCommand[] = [];
  return {
    sent,
    send: (command) => sent.push(command),
    get types() {
      return sent.map(({ type }) => type);
    },
  };
}

/** Waits for something that another process is to bring about. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  what = 'it',
  withinMs = 8_000,
): Promise<NonNullable<T>> {
  const until = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = found;
    } catch (cause) {
      last = cause;
    }
    if (Date.now() > until) throw new Error(`${what} did not happen within ${withinMs} ms`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
