/** What every surface must do, for the one whose desktop is a bus: what others see of the call is what they are told. */
import { isDeepStrictEqual } from 'node:util';
import { Message, type MessageBus, MessageType } from '@particle/dbus-next';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusConnection } from '../../../src/main/platform/linux/bus-connection.ts';
import { interfaceName, objectPath, SystemControl } from '../../../src/main/platform/linux/system-control.ts';
import { type CallSnapshot, noCalls } from '../../../src/shared/call.ts';
import { plain } from '../../desktop/bus-object.ts';
import { aCall, callsOf, FakeLog, states } from './fixtures.ts';
import { abortStep, callOf, callStep } from './steps.ts';

/** A bus with one listener on it, who hears the announcements and can ask. */
class OneListener {
  announced: unknown = {};
  announcements = 0;
  readonly owned = new Set<string>();
  #answer: unknown;
  #handler: ((message: Message) => boolean) | null = null;

  readonly connection = {
    bus: {
      addMethodHandler: (handler: (message: Message) => boolean) => {
        this.#handler = handler;
      },
      removeMethodHandler: () => {
        this.#handler = null;
      },
    } as unknown as MessageBus,
    onClosed: () => () => {},
    requestName: async (name: string) => void this.owned.add(name),
    releaseName: async (name: string) => void this.owned.delete(name),
    send: (message: Message) => {
      if (message.type === MessageType.SIGNAL) {
        this.announcements += 1;
        this.announced = (plain(message.body) as [string, { Call: unknown }])[1].Call;
      } else this.#answer = plain(message.body[0]);
    },
  } as unknown as BusConnection;

  /** The answer to `Status`, `null` where nobody answers. */
  status(): unknown {
    const question = { type: MessageType.METHOD_CALL, path: objectPath, interface: interfaceName, member: 'Status' };
    this.#answer = null;
    this.#handler?.(new Message({ ...question, sender: ':1.1', serial: 1 }));
    return this.#answer;
  }
}

async function make() {
  const listener = new OneListener();
  const surface = new SystemControl({
    bus: { connect: async () => listener.connection },
    execute: async () => ({ ok: true, call: null }),
    log: new FakeLog(),
  });
  await surface.ready();
  return { listener, surface };
}

async function fresh(call: CallSnapshot | null): Promise<unknown> {
  const { listener, surface } = await make();
  if (call) surface.show(callsOf(call));
  return listener.status();
}

describe('conformance: system control', () => {
  it('shows the same when launched twice', async () => {
    const { listener, surface } = await make();
    surface.show(callsOf(aCall()));
    surface.show(callsOf(aCall()));
    expect(listener.status()).toEqual(await fresh(aCall()));
    expect(listener.announced).toEqual(listener.status());
  });

  it('shows a call whose first word is an update', async () => {
    const { listener, surface } = await make();
    surface.show(callsOf(states.muted));
    expect(listener.status()).toEqual(await fresh(states.muted));
  });

  it('shows nothing of a call after an abort, nor after another one', async () => {
    const { listener, surface } = await make();
    surface.show(noCalls);
    expect(listener.status()).toEqual({});
    surface.show(callsOf(aCall()));
    surface.show(noCalls);
    surface.show(noCalls);
    expect([listener.status(), listener.announced]).toEqual([{}, {}]);
    expect(listener.announcements).toBe(2);
  });

  it('leaves nothing behind and says no more once it is disposed of', async () => {
    const { listener, surface } = await make();
    surface.show(callsOf(aCall()));
    await surface.dispose();
    const said = listener.announcements;
    surface.show(callsOf(aCall()));
    surface.show(noCalls);
    await surface.dispose();
    expect(listener.announced).toEqual({});
    expect([listener.status(), listener.announcements, listener.owned.size]).toEqual([null, said, 0]);
  });

  it('shows exactly what the last snapshot says, or nothing, after 1,000 random sequences', async () => {
    const { listener, surface } = await make();
    fc.assert(
      fc.property(fc.array(fc.oneof(callStep, abortStep), { maxLength: 30 }), (steps) => {
        // Each run begins alike, whatever the one before it left.
        surface.show(noCalls);
        for (const each of steps) {
          const call = each.do === 'abort' ? null : callOf(each);
          if (each.do === 'abort') surface.show(noCalls);
          else surface.show(callsOf(callOf(each)));
          const status = listener.status() as { Id?: string; Phase?: string; Microphone?: string };
          expect(isDeepStrictEqual(status, listener.announced)).toBe(true);
          expect([status.Id, status.Phase, status.Microphone]).toEqual([call?.callId, call?.phase, call?.microphone]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
