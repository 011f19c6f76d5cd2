import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ActiveCall } from '../../../src/renderer/call/active-call.ts';
import type { PhoneState } from '../../../src/renderer/phone/phone-state.ts';
import { type AudioPart, playSounds } from '../../../src/renderer/sounds/sound-player.ts';
import { loopOf, type SoundName, soundNames, soundOf } from '../../../src/renderer/sounds/sounds.ts';
import { createPreferences } from '../../../src/renderer/state/preferences.ts';
import { type CallSnapshot, callId, callPhases } from '../../../src/shared/call.ts';
import { settle } from '../support/settle.ts';
import { activeCall, FakePhone, online, onlyCall } from './support/fake-phone.ts';

const withCall = (change: Partial<CallSnapshot>): PhoneState => ({ ...online, ...onlyCall(activeCall(change)) });
const ringingIn = withCall({ phase: 'ringing-in', startedAt: null });
const ringingOut = withCall({ phase: 'ringing-out', startedAt: null });
const connected = withCall({});
const muted = withCall({ microphone: 'muted' });
const unmuting = withCall({ microphone: 'unmuting' });

test('only ringing goes on', () => {
  const loops = callPhases.map((phase) => [phase, loopOf(withCall({ phase }))?.sound ?? null]);
  expect(Object.fromEntries(loops)).toEqual({
    'ringing-in': 'ring',
    'ringing-out': 'ringback',
    connecting: null,
    connected: null,
    reconnecting: null,
  });
  expect(loopOf(online)).toBeNull();
});

describe('several calls', () => {
  const one = activeCall();
  const held = activeCall({ held: true });
  const other = activeCall({ callId: callId.parse('call-2') });
  const rings = activeCall({ callId: callId.parse('call-2'), phase: 'ringing-in', startedAt: null });
  const of = (...calls: [ActiveCall, ...ActiveCall[]]): PhoneState => ({ ...online, ...onlyCall(calls[0]), calls });

  test('one that rings beside a talk is heard without being talked against', () => {
    const beside = loopOf(of(one, rings));
    expect(beside?.sound).toBe('ring');
    expect(beside?.volume).toBeLessThan(0.5);
    // Nobody is talked with: as loud as ever.
    expect(loopOf(of(held, rings))).toEqual(loopOf(of(rings)));
    expect(loopOf(of(rings))?.volume).toBe(1);
    expect(loopOf(of(held, other))).toBeNull();
  });

  test('the end of the one that was talked in is heard, though another one is left', () => {
    expect(soundOf(of(held), of(other, held))).toBe('ended');
  });

  test.each([
    ['going over to the other', of(other, held), of(one, other)],
    ['a second one that stops ringing', of(one), of(one, rings)],
    ['the end of one that was held', of(one), of(one, other)],
  ])('nothing is heard of %s', (_, state, previous) => {
    expect(soundOf(state, previous)).toBeNull();
  });
});

describe('one sound', () => {
  test.each<[string, PhoneState, PhoneState, SoundName | null]>([
    ['nothing happens', online, online, null],
    ['it begins to ring', ringingIn, online, null],
    ['the call connects', connected, withCall({ phase: 'connecting' }), 'connected'],
    ['the call connects straight from ringing', connected, ringingOut, 'connected'],
    ['the connection is lost', withCall({ phase: 'reconnecting' }), connected, 'reconnecting'],
    ['the connection is back', connected, withCall({ phase: 'reconnecting' }), null],
    ['muted', muted, connected, 'mute-on'],
    ['unmuted', connected, muted, 'mute-off'],
    ['unmute was pressed', unmuting, muted, null],
    ['the server lets it through', connected, unmuting, 'mute-off'],
    ['an unmute is withdrawn', muted, unmuting, 'mute-on'],
    ['the microphone is open for the first time', connected, withCall({ microphone: 'opening' }), null],
    ['held, which silences the microphone too', withCall({ held: true, microphone: 'muted' }), connected, null],
    ['the microphone is lost', withCall({ microphone: 'unavailable' }), connected, null],
    ['the call ends', online, connected, 'ended'],
    ['nobody answers', online, ringingOut, 'ended'],
    ['it stops ringing here', online, ringingIn, null],
    ['it ends, and another one is left', withCall({ callId: callId.parse('call-2') }), connected, 'ended'],
  ])('when %s', (_, state, previous, sound) => {
    expect(soundOf(state, previous)).toBe(sound);
  });
});

test('every sound is there', () => {
  for (const name of soundNames) {
    expect(existsSync(new URL(`../../../resources/sounds/${name}.ogg`, import.meta.url)), name).toBe(true);
  }
});

describe('playing', () => {
  class FakeAudio implements AudioPart {
    loop = false;
    currentTime = 0;
    volume = 1;
    playing = false;
    plays = 0;
    sink = '';
    async play(): Promise<void> {
      this.playing = true;
      this.plays++;
    }
    pause(): void {
      this.playing = false;
    }
    async setSinkId(deviceId: string): Promise<void> {
      if (deviceId === 'gone') throw new DOMException('No such device', 'NotFoundError');
      this.sink = deviceId;
    }
  }

  function start(state: PhoneState = online) {
    const phone = new FakePhone(state);
    const preferences = createPreferences(null);
    const audio = new Map<SoundName, FakeAudio>();
    const stop = playSounds({
      phone: phone.state,
      preferences,
      audioOf: (name) => {
        const part = new FakeAudio();
        audio.set(name, part);
        return part;
      },
    });
    return { phone, preferences, stop, of: (name: SoundName) => audio.get(name) };
  }

  test('rings in a loop until answered', async () => {
    const { phone, of } = start();
    phone.state.setState(ringingIn);
    await settle();
    expect(of('ring')).toMatchObject({ playing: true, loop: true });
    phone.state.setState(withCall({ phase: 'ringing-in', startedAt: null, peerVideo: true }));
    await settle();
    expect(of('ring')?.plays).toBe(1);
    phone.state.setState(connected);
    await settle();
    expect(of('ring')?.playing).toBe(false);
    expect(of('connected')).toMatchObject({ playing: true, loop: false });
  });

  test('rings on, louder, when the talk beside it is over', async () => {
    const talk = activeCall();
    const rings = activeCall({ callId: callId.parse('call-2'), phase: 'ringing-in', startedAt: null });
    const { phone, of } = start();
    phone.state.setState({ calls: [talk, rings], activeCallId: talk.snapshot.callId });
    await settle();
    const quiet = of('ring')?.volume;
    phone.state.setState(onlyCall(rings));
    await settle();
    expect(of('ring')).toMatchObject({ playing: true, plays: 1, volume: 1 });
    expect(quiet).toBeLessThan(0.5);
  });

  test('a call answered before the ring could start stays silent', async () => {
    const { phone, of } = start();
    phone.state.setState(ringingIn);
    phone.state.setState(connected);
    await settle();
    expect(of('ring')?.playing).toBe(false);
  });

  test('uses the chosen speaker, and the default one when it is gone', async () => {
    const { phone, of } = start();
    phone.state.setState({ ...ringingIn, devices: { ...online.devices, speakerId: 'speaker-1' } });
    await settle();
    expect(of('ring')).toMatchObject({ playing: true, sink: 'speaker-1' });
    phone.state.setState(online);
    phone.state.setState({ ...ringingIn, devices: { ...online.devices, speakerId: 'gone' } });
    await settle();
    expect(of('ring')).toMatchObject({ playing: true, sink: '' });
  });

  test('is off when the user says so, also in the middle of a ring', async () => {
    const { phone, preferences, of } = start();
    phone.state.setState(ringingIn);
    await settle();
    await preferences.change({ sounds: false });
    expect(of('ring')?.playing).toBe(false);
    phone.state.setState(connected);
    await settle();
    expect(of('connected')).toBeUndefined();
  });

  test('stops with its owner', async () => {
    const { phone, of, stop } = start(ringingIn);
    await settle();
    expect(of('ring')?.playing).toBe(true);
    stop();
    expect(of('ring')?.playing).toBe(false);
    phone.state.setState(connected);
    await settle();
    expect(of('connected')).toBeUndefined();
  });
});
