import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { MicrophoneSender } from '../../../src/renderer/media/microphone-sender.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { FakeLink, FakeMicrophone, silence } from './fakes.ts';

let microphone: FakeMicrophone;
let link: FakeLink;
let clock: ManualClock;

beforeEach(() => {
  microphone = new FakeMicrophone();
  link = new FakeLink();
  clock = new ManualClock();
});

const create = (speaking = true, onChanged = () => {}) =>
  new MicrophoneSender({ microphone, silence, speaking, clock, onChanged });

async function speaking(): Promise<MicrophoneSender> {
  const sender = create();
  sender.open();
  await settle();
  await sender.attach(link);
  await settle();
  return sender;
}

describe('sending the microphone', () => {
  it('starts with the open microphone, heard at once', async () => {
    const sender = await speaking();
    expect([sender.state, link.log, microphone.track?.enabled]).toEqual(['on', ['publish microphone'], true]);
  });

  it('does not wait for a microphone that opens slowly: silence holds its place', async () => {
    microphone.opens = 'later';
    const sender = create();
    sender.open();
    await sender.attach(link);
    expect([sender.state, link.sources.get('microphone')]).toEqual(['opening', { track: silence, paused: true }]);
    const track = microphone.opened();
    await settle();
    expect([sender.state, link.sources.get('microphone')]).toEqual(['on', { track, paused: false }]);
  });

  it('opens nothing and sends nothing until asked to', async () => {
    const sender = create(false);
    await sender.attach(link);
    expect([microphone.users, sender.state, link.sources.get('microphone')?.paused]).toEqual([0, 'muted', true]);
  });

  it('stays muted when the server cannot be asked within 2 s: nobody is heard later than they expect', async () => {
    const sender = await speaking();
    sender.setSpeaking(false);
    await settle();
    link.failing = new CallError('not-connected', 'offline');
    sender.unmute();
    await settle();
    clock.advance(1_999);
    expect([sender.speaking, sender.state]).toEqual([true, 'unmuting']);
    clock.advance(1);
    expect([sender.speaking, sender.state, microphone.track?.enabled]).toEqual([false, 'muted', false]);
    link.failing = null;
    sender.retry();
    await settle();
    // The server may have let it through, and only its answer was lost.
    expect([link.log.at(-1), sender.state, clock.pending]).toEqual(['pause microphone', 'muted', 0]);
  });

  it('can be muted again before the server has let it through', async () => {
    const sender = await speaking();
    sender.setSpeaking(false);
    await settle();
    link.failing = new CallError('not-connected', 'offline');
    sender.unmute();
    await settle();
    sender.setSpeaking(false);
    expect([sender.state, microphone.track?.enabled, clock.pending]).toEqual(['muted', false, 0]);
    link.failing = null;
    sender.retry();
    await settle();
    expect([sender.state, link.log.at(-1)]).toEqual(['muted', 'pause microphone']);
  });

  it('is not called on, nor waited for longer, when the server may have heard of the mute before', async () => {
    const sender = await speaking();
    // Pausing has reached the server, or has not: its answer is lost.
    link.failing = new CallError('timeout', 'no answer');
    sender.setSpeaking(false);
    await settle();
    sender.unmute();
    await settle();
    expect(sender.state).toBe('unmuting');
    clock.advance(2_000);
    expect([sender.speaking, sender.state, microphone.track?.enabled]).toEqual([false, 'muted', false]);
    await settle();
    link.failing = null;
    sender.retry();
    await settle();
    expect([sender.state, link.log.at(-1)]).toEqual(['muted', 'pause microphone']);
  });

  it('is on again as soon as the server answers, although it seemed so all the time', async () => {
    const states: string[] = [];
    const sender: MicrophoneSender = create(true, () => states.push(sender.state));
    sender.open();
    await settle();
    await sender.attach(link);
    await settle();
    link.failing = new CallError('timeout', 'no answer');
    sender.setSpeaking(false);
    await settle();
    sender.unmute();
    await settle();
    link.failing = null;
    sender.retry();
    await settle();
    expect(states.at(-1)).toBe('on');
  });

  it('waits no longer for the server once the microphone has been opened late', async () => {
    microphone.opens = 'later';
    const sender = create(false);
    sender.open();
    await sender.attach(link);
    sender.unmute();
    clock.advance(10_000);
    expect(sender.state).toBe('opening');
    link.failing = new CallError('not-connected', 'offline');
    microphone.opened();
    await settle();
    expect(sender.state).toBe('unmuting');
    clock.advance(2_000);
    expect([sender.speaking, sender.state]).toEqual([false, 'muted']);
  });

  it('is heard at once when a mute is taken back that the server was never told of', async () => {
    const sender = await speaking();
    link.failing = new CallError('not-connected', 'offline');
    sender.setSpeaking(false);
    await settle();
    expect([sender.state, microphone.track?.enabled]).toEqual(['muted', false]);
    sender.unmute();
    expect([sender.state, microphone.track?.enabled]).toEqual(['on', true]);
    await settle();
    clock.advance(10_000);
    expect([sender.state, sender.speaking, link.sources.get('microphone')?.paused]).toEqual(['on', true, false]);
  });

  it('is heard once unmuted, and stays so', async () => {
    const sender = await speaking();
    sender.setSpeaking(false);
    await settle();
    sender.unmute();
    await settle();
    clock.advance(10_000);
    expect([sender.state, microphone.track?.enabled, link.log.at(-1)]).toEqual(['on', true, 'resume microphone']);
  });

  it('waits for a microphone that is still being opened', async () => {
    microphone.opens = 'later';
    const sender = create(false);
    sender.open();
    await sender.attach(link);
    sender.unmute();
    clock.advance(10_000);
    microphone.opened();
    await settle();
    expect([sender.speaking, link.sources.get('microphone')?.paused]).toEqual([true, false]);
  });

  it('is called neither muted nor on on its way to being heard for the first time', async () => {
    const sender = create(false);
    sender.open();
    await settle();
    await sender.attach(link);
    expect(sender.state).toBe('muted');
    link.failing = new CallError('not-connected', 'offline');
    sender.setSpeaking(true);
    await settle();
    expect([sender.state, link.sources.get('microphone')?.paused]).toEqual(['opening', true]);
    sender.setSpeaking(false);
    expect(sender.state).toBe('muted');
  });

  it('is silent in the very moment of muting, before the server answers', async () => {
    const sender = await speaking();
    sender.setSpeaking(false);
    expect([microphone.track?.enabled, sender.state]).toEqual([false, 'muted']);
    await settle();
    expect(link.sources.get('microphone')?.paused).toBe(true);
  });

  it('is on only once the server has resumed it', async () => {
    const sender = await speaking();
    sender.setSpeaking(false);
    await settle();
    link.failing = new CallError('not-connected', 'offline');
    sender.setSpeaking(true);
    await settle();
    expect(sender.state).toBe('unmuting');
    link.failing = null;
    sender.retry();
    await settle();
    expect([sender.state, link.sources.get('microphone')?.paused]).toEqual(['on', false]);
  });

  it('sends nothing while held and is on again after, without touching mute', async () => {
    const sender = await speaking();
    sender.setHeld(true);
    expect([microphone.track?.enabled, sender.state]).toEqual([false, 'on']);
    sender.setHeld(false);
    expect(microphone.track?.enabled).toBe(true);
  });

  it('stays held when the device changes', async () => {
    const sender = await speaking();
    sender.setHeld(true);
    const other = microphone.opened('Other');
    await settle();
    expect([link.sources.get('microphone')?.track, other?.enabled]).toEqual([other, false]);
  });

  it('goes on over new transports with the same track and the same mute', async () => {
    const sender = await speaking();
    sender.setSpeaking(false);
    await settle();
    const next = new FakeLink();
    await sender.attach(next);
    await settle();
    expect(next.sources.get('microphone')).toEqual({ track: microphone.track, paused: true });
    sender.setSpeaking(true);
    await settle();
    expect([next.sources.get('microphone')?.paused, sender.state]).toEqual([false, 'on']);
    expect(link.log).toEqual(['publish microphone', 'pause microphone']);
  });

  it.each(['refused', 'in-use', 'none-found'] as const)('is unavailable when the microphone is %s', async (problem) => {
    microphone.opens = problem;
    const sender = await speaking();
    expect([sender.state, link.sources.get('microphone')]).toEqual(['unavailable', { track: silence, paused: true }]);
  });

  it('pauses and falls back to silence when the last device goes', async () => {
    const sender = await speaking();
    microphone.change(null, 'none-found');
    await settle();
    expect([sender.state, link.sources.get('microphone')]).toEqual(['unavailable', { track: silence, paused: true }]);
  });

  it('gives the microphone back at the end', async () => {
    const sender = await speaking();
    sender.stop();
    sender.setSpeaking(true);
    await settle();
    expect([microphone.users, link.log]).toEqual([0, ['publish microphone']]);
  });
});
