import { beforeEach, describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { ActiveCall } from '../../../src/renderer/call/active-call.ts';
import { connectDesktop } from '../../../src/renderer/desktop/desktop-bridge.ts';
import type { PhoneState } from '../../../src/renderer/phone/phone-state.ts';
import type { CallCommand } from '../../../src/shared/call.ts';
import { activeCallOf } from '../support/active-call.ts';
import { aCall } from '../support/call-snapshot.ts';
import { bob } from './protocol-fixtures.ts';

const call = (change: Record<string, unknown> = {}): ActiveCall =>
  activeCallOf(aCall({ callId: 'session-1', peer: bob, startedAt: 1, ...change }));

/** These calls go on, the last one active. */
const showing = (...shown: ActiveCall[]): PhoneState =>
  ({
    calls: shown,
    activeCallId: shown.at(-1)?.snapshot.callId ?? null,
    ended: null,
  }) as Partial<PhoneState> as PhoneState;

const ok = { ok: true, value: undefined } as const;

function rig() {
  const said: string[] = [];
  const commands: CallCommand[] = [];
  let listener: ((command: CallCommand) => void) | null = null;
  const state = createStore(() => showing());
  const disconnect = connectDesktop(
    { state, command: (command) => commands.push(command) },
    {
      launch: async ({ callId, phase }) => {
        said.push(`launch ${callId} ${phase}`);
        return ok;
      },
      update: async ({ callId, microphone }) => {
        said.push(`update ${callId} ${microphone}`);
        return ok;
      },
      abort: async (callId, reason) => {
        said.push(reason === undefined ? `abort ${callId}` : `abort ${callId} ${reason}`);
        return ok;
      },
      activate: async (callId) => {
        said.push(`activate ${callId}`);
        return ok;
      },
      onCommand: (next) => {
        listener = next;
        return () => {
          listener = null;
        };
      },
    },
  );
  return { said, commands, state, disconnect, command: (command: CallCommand) => listener?.(command) };
}

let desktop: ReturnType<typeof rig>;
beforeEach(() => {
  desktop = rig();
});

describe('the call on the desktop', () => {
  it('is aborted with the reason of its own end, not of an earlier one', () => {
    const ended = {
      callId: 'session-1',
      title: bob.name,
      peer: bob,
      reason: 'answered-elsewhere',
      durationMs: null,
      missed: false,
      declined: false,
    } as const;
    desktop.state.setState(showing(call()));
    desktop.state.setState({ ...showing(), ended });
    desktop.state.setState(showing(call({ callId: 'session-2' })));
    desktop.state.setState(showing());
    expect(desktop.said.filter((what) => what.startsWith('abort'))).toEqual([
      'abort session-1 answered-elsewhere',
      'abort session-2',
    ]);
  });

  it('is launched when it begins, updated when it changes and aborted when it ends', () => {
    desktop.state.setState(showing(call({ phase: 'ringing-in' })));
    desktop.state.setState(showing(call({ microphone: 'muted' })));
    desktop.state.setState(showing());
    expect(desktop.said).toEqual([
      'launch session-1 ringing-in',
      'activate session-1',
      'update session-1 muted',
      'abort session-1',
    ]);
  });

  it('is launched anew for the next call, even without an end between', () => {
    desktop.state.setState(showing(call()));
    desktop.state.setState(showing(call({ callId: 'session-2' })));
    expect(desktop.said).toEqual([
      'launch session-1 connected',
      'activate session-1',
      'launch session-2 connected',
      'activate session-2',
      'abort session-1',
    ]);
  });

  it('is not told of what does not concern it', () => {
    const shown = call();
    desktop.state.setState(showing(shown));
    desktop.state.setState(showing({ ...shown, otherMicrophone: { reason: 'gone', device: 'Desk' } }));
    desktop.state.setState({ people: [] });
    expect(desktop.said).toEqual(['launch session-1 connected', 'activate session-1']);
  });

  it('brings commands to the phone', () => {
    const command: CallCommand = { callId: call().snapshot.callId, type: 'mute' };
    desktop.state.setState(showing(call()));
    desktop.command(command);
    expect(desktop.commands).toEqual([command]);
  });

  it('brings what was pressed before a fresh window had the call back, once and in order', () => {
    const mute: CallCommand = { callId: call().snapshot.callId, type: 'mute' };
    const hold: CallCommand = { ...mute, type: 'hold' };
    const at = rig();
    at.command(mute);
    at.command(hold);
    expect(at.commands).toEqual([]);
    at.state.setState(showing(call()));
    at.state.setState(showing(call({ microphone: 'muted' })));
    expect(at.commands).toEqual([mute, hold]);
  });

  it('is taken off the desktop when the connection ends', () => {
    desktop.state.setState(showing(call()));
    desktop.disconnect();
    desktop.state.setState(showing(call({ microphone: 'muted' })));
    desktop.command({ callId: call().snapshot.callId, type: 'mute' });
    expect([desktop.said, desktop.commands]).toEqual([
      ['launch session-1 connected', 'activate session-1', 'abort session-1'],
      [],
    ]);
  });

  describe('of several', () => {
    const first = call();
    const second = call({ callId: 'session-2' });
    const secondId = second.snapshot.callId;

    it('is each launched, updated and aborted for itself, and the active one is named', () => {
      desktop.state.setState(showing(first));
      desktop.state.setState(showing(first, second));
      const changed = call({ microphone: 'muted' });
      desktop.state.setState({ ...showing(second, changed) });
      const ended = {
        callId: 'session-2',
        title: '',
        peer: null,
        reason: 'peer-hung-up',
        durationMs: 1,
        missed: false,
        declined: false,
      };
      desktop.state.setState({ ...showing(changed), ended } as Partial<PhoneState>);
      expect(desktop.said.slice(2)).toEqual([
        'launch session-2 connected',
        'activate session-2',
        'update session-1 muted',
        'activate session-1',
        'abort session-2 peer-hung-up',
      ]);
    });

    it('is named before the end of the one that was active: no third one takes its place meanwhile', () => {
      desktop.state.setState(showing(first, second));
      desktop.said.length = 0;
      desktop.state.setState(showing(first));
      expect(desktop.said).toEqual(['activate session-1', 'abort session-2']);
    });

    it('gets what was pressed before it was there, when another one is there already', () => {
      const early: CallCommand = { callId: secondId, type: 'hold' };
      desktop.state.setState(showing(first));
      desktop.command(early);
      expect(desktop.commands).toEqual([]);
      desktop.state.setState(showing(first, second));
      expect(desktop.commands).toEqual([early]);
    });

    it('is taken off the desktop like all others when the connection ends', () => {
      desktop.state.setState(showing(first, second));
      desktop.said.length = 0;
      desktop.disconnect();
      expect(desktop.said).toEqual(['abort session-1', 'abort session-2']);
    });
  });

  it('is no matter where there is no desktop', () => {
    const state = createStore(() => showing(call()));
    expect(() => connectDesktop({ state, command: () => {} }, undefined)()).not.toThrow();
  });
});
