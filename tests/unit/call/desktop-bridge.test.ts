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

const showing = (shown: ActiveCall | null): PhoneState =>
  ({
    calls: shown === null ? [] : [shown],
    activeCallId: shown?.snapshot.callId ?? null,
    ended: null,
  }) as Partial<PhoneState> as PhoneState;

const ok = { ok: true, value: undefined } as const;

function rig() {
  const said: string[] = [];
  const commands: CallCommand[] = [];
  let listener: ((command: CallCommand) => void) | null = null;
  const state = createStore(() => showing(null));
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
      abort: async (reason) => {
        said.push(reason === undefined ? 'abort' : `abort ${reason}`);
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
    } as const;
    desktop.state.setState(showing(call()));
    desktop.state.setState({ ...showing(null), ended });
    desktop.state.setState(showing(call({ callId: 'session-2' })));
    desktop.state.setState(showing(null));
    expect(desktop.said.filter((what) => what.startsWith('abort'))).toEqual(['abort answered-elsewhere', 'abort']);
  });

  it('is launched when it begins, updated when it changes and aborted when it ends', () => {
    desktop.state.setState(showing(call({ phase: 'ringing-in' })));
    desktop.state.setState(showing(call({ microphone: 'muted' })));
    desktop.state.setState(showing(null));
    expect(desktop.said).toEqual(['launch session-1 ringing-in', 'update session-1 muted', 'abort']);
  });

  it('is launched anew for the next call, even without an end between', () => {
    desktop.state.setState(showing(call()));
    desktop.state.setState(showing(call({ callId: 'session-2' })));
    expect(desktop.said).toEqual(['launch session-1 connected', 'launch session-2 connected']);
  });

  it('is not told of what does not concern it', () => {
    const shown = call();
    desktop.state.setState(showing(shown));
    desktop.state.setState(showing({ ...shown, otherMicrophone: { reason: 'gone', device: 'Desk' } }));
    desktop.state.setState({ people: [] });
    expect(desktop.said).toEqual(['launch session-1 connected']);
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
    expect([desktop.said, desktop.commands]).toEqual([['launch session-1 connected', 'abort'], []]);
  });

  it('is no matter where there is no desktop', () => {
    const state = createStore(() => showing(call()));
    expect(() => connectDesktop({ state, command: () => {} }, undefined)()).not.toThrow();
  });
});
