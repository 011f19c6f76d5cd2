import { readFileSync } from 'node:fs';
import type { MessageBus } from '@particle/dbus-next';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CtlAnswer, CtlVerb } from '../../../src/main/ctl/protocol.ts';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import { SystemControl } from '../../../src/main/platform/linux/system-control.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { callMethod, plain, watchSignals } from '../../desktop/bus-object.ts';
import { PrivateBus } from '../../desktop/private-bus.ts';
import { clockStart } from '../support/manual-clock.ts';
import { aCall, aGroup, callsOf, eventually, FakeLog, states } from './fixtures.ts';

const name = 'app.holdfast.Holdfast';
const path = '/app/holdfast/Holdfast';
const properties = 'org.freedesktop.DBus.Properties';

let privateBus: PrivateBus;
let client: MessageBus;
let bus: SessionBus;
let control: SystemControl;
let executed: CtlVerb[];
let answer: CtlAnswer;

beforeEach(async () => {
  privateBus = await PrivateBus.start();
  client = await privateBus.connect();
  executed = [];
  answer = { ok: true, call: null };
  bus = new SessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: privateBus.address }, log: new FakeLog() });
  control = makeControl(bus);
  await control.ready();
});
afterEach(async () => {
  await control.dispose();
  await bus.close();
  await privateBus.stop();
});

function makeControl(on: SessionBus, log = new FakeLog()): SystemControl {
  return new SystemControl({
    bus: on,
    execute: async ({ verb }) => {
      executed.push(verb);
      return answer;
    },
    log,
  });
}

const call = (member: string, signature = '', body: unknown[] = [], of = name) =>
  callMethod(client, name, path, of, member, signature, body);
const status = async () => plain((await call('Status'))[0]);

describe('the call on the session bus', () => {
  it('takes every command', async () => {
    const inCall = ['Hold', 'Resume', 'Swap', 'RaiseHand', 'LowerHand'];
    for (const method of ['Mute', 'Unmute', 'ToggleMute', 'HangUp', 'Accept', 'Decline', 'Show', ...inCall]) {
      expect(await call(method)).toEqual([]);
    }
    expect(executed.slice(0, 7)).toEqual(['mute', 'unmute', 'toggle-mute', 'hang-up', 'accept', 'decline', 'show']);
    expect(executed.slice(7)).toEqual(['hold', 'resume', 'swap', 'raise-hand', 'lower-hand']);
  });

  it('says why a command was refused', async () => {
    answer = { ok: false, error: { code: 'no-call', message: 'There is no call.' } };
    await expect(call('HangUp')).rejects.toMatchObject({ type: `${name}.Error.NoCall`, text: 'There is no call.' });
  });

  it('answers also when a command fails in a way that nobody thought of', async () => {
    answer = null as unknown as CtlAnswer;
    await expect(call('Mute')).rejects.toMatchObject({ type: 'org.freedesktop.DBus.Error.Failed' });
    expect(await status()).toEqual({});
  });

  it('tells what the last snapshot says, or nothing', async () => {
    expect(await status()).toEqual({});
    control.show(callsOf(aCall()));
    expect(await status()).toEqual({
      Id: 'call-1',
      Phase: 'connected',
      Kind: 'direct',
      Title: 'Ada Lovelace',
      PeerId: 'ada',
      PeerName: 'Ada Lovelace',
      Participants: 2,
      Microphone: 'on',
      Camera: false,
      PeerVideo: false,
      Held: false,
      PeerHeld: false,
      Hand: false,
      Recording: false,
      Encrypted: false,
      StartedAt: clockStart,
    });
    control.show(callsOf(aGroup({ phase: 'reconnecting', trouble: 'server', speaker: 'Grace', participants: 12 })));
    const group = await status();
    expect(group).toMatchObject({
      Kind: 'group',
      Title: 'Standup',
      Participants: 12,
      Speaker: 'Grace',
      Trouble: 'server',
    });
    expect(group).not.toHaveProperty('PeerId');
    control.show(callsOf(states['ringing-in']));
    expect(await status()).not.toHaveProperty('StartedAt');
    control.show(callsOf(aCall(), aGroup({ callId: 'call-2' })));
    expect(plain((await call('Calls'))[0])).toMatchObject([{ Id: 'call-1' }, { Id: 'call-2', Kind: 'group' }]);
    control.show(noCalls);
    expect(await status()).toEqual({});
    expect(plain((await call('Calls'))[0])).toEqual([]);
  });

  it('announces every change', async () => {
    const told: unknown[] = [];
    await watchSignals(client, `type='signal',path='${path}'`, (message) => {
      if (message.member === 'PropertiesChanged') told.push(plain(message.body));
    });
    control.show(callsOf(aCall()));
    control.show(callsOf(states.muted));
    control.show(noCalls);
    control.show(noCalls);
    await eventually(() => told.length >= 3);
    await status();
    const changes = told.map((body) => (body as [string, { Call: Record<string, unknown> }])[1].Call.Microphone);
    expect(changes).toEqual(['on', 'muted', undefined]);
  });

  it('is there for tools that ask what there is', async () => {
    control.show(callsOf(aCall()));
    const [xml] = await call('Introspect', '', [], 'org.freedesktop.DBus.Introspectable');
    const page = readFileSync(new URL('../../../docs/ongoing-call.md', import.meta.url), 'utf8');
    const [own] = String(xml).split('</interface>');
    const methods = [...(own ?? '').matchAll(/<method name="(\w+)"/g)].map(([, method]) => method);
    expect(methods).toHaveLength(14);
    for (const method of methods) expect(page).toContain(`\`${method}()\``);
    expect(plain((await call('Get', 'ss', [name, 'Call'], properties))[0])).toMatchObject({ Id: 'call-1' });
    expect(plain((await call('GetAll', 's', [name], properties))[0])).toMatchObject({ Call: { Id: 'call-1' } });
    const proxy = await client.getProxyObject(name, path);
    await proxy.getInterface(name).ToggleMute!();
    expect(executed).toEqual(['toggle-mute']);
  });

  it.each([
    ['no method of its own', 'Explode', '', [], name, 'org.freedesktop.DBus.Error.UnknownMethod'],
    ['arguments that are not asked for', 'Mute', 's', ['please'], name, 'org.freedesktop.DBus.Error.UnknownMethod'],
    ['a name from the prototype', 'toString', '', [], name, 'org.freedesktop.DBus.Error.UnknownMethod'],
    ['an unknown property', 'Get', 'ss', [name, 'Token'], properties, 'org.freedesktop.DBus.Error.UnknownProperty'],
  ] as const)('refuses %s and does nothing', async (_what, member, signature, body, of, error) => {
    await expect(call(member, signature, [...body], of)).rejects.toMatchObject({ type: error });
    expect(executed).toEqual([]);
  });

  it('goes to the next copy when the first one ends', async () => {
    const otherBus = new SessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: privateBus.address }, log: new FakeLog() });
    const other = makeControl(otherBus);
    await other.ready();
    other.show(callsOf(aCall({ callId: 'of-the-other' })));
    expect(await status()).toEqual({});
    await control.dispose();
    expect(await status()).toMatchObject({ Id: 'of-the-other' });
    await other.dispose();
    await expect(call('Status')).rejects.toMatchObject({ type: 'org.freedesktop.DBus.Error.ServiceUnknown' });
    await otherBus.close();
  });

  it('is silently absent where there is no session bus', async () => {
    const log = new FakeLog();
    const nowhere = new SessionBus({ env: {}, log });
    const alone = makeControl(nowhere, log);
    await alone.ready();
    alone.show(callsOf(aCall()));
    alone.show(noCalls);
    await alone.dispose();
    await nowhere.close();
    expect(log.lines).toEqual([]);
  });
});
