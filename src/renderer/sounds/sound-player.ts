/** Plays the app's own sounds on the chosen speaker. */

import type { PhoneState } from '../phone/phone-state.ts';
import type { ReadonlyStore } from '../state/gate.ts';
import type { Preferences } from '../state/preferences.ts';
import { type Loop, loopOf, type SoundName, soundOf } from './sounds.ts';

/** The part of an audio element that is used. */
export type AudioPart = Pick<HTMLAudioElement, 'play' | 'pause' | 'loop' | 'currentTime' | 'volume'> & {
  setSinkId?(deviceId: string): Promise<void>;
};

export type SoundParts = {
  phone: ReadonlyStore<PhoneState>;
  preferences: ReadonlyStore<Preferences>;
  audioOf(name: SoundName): AudioPart;
};

/** Follows the state, whether or not the window is visible. Returns its stop. */
export function playSounds({ phone, preferences, audioOf }: SoundParts): () => void {
  const loaded = new Map<SoundName, AudioPart>();
  let looping: Loop | null = null;

  const get = (name: SoundName) => {
    const known = loaded.get(name);
    if (known !== undefined) return known;
    const audio = audioOf(name);
    loaded.set(name, audio);
    return audio;
  };

  const start = async (name: SoundName, loop: boolean) => {
    const audio = get(name);
    audio.loop = loop;
    audio.currentTime = 0;
    try {
      await audio.setSinkId?.(phone.getState().devices.speakerId ?? '');
    } catch {
      // The speaker is gone: the system's default one plays, also where another was chosen before.
      await audio.setSinkId?.('').catch(() => {});
    }
    if (loop && looping?.sound !== name) return;
    // A sound that cannot be played is missed by nobody: the screen says the same.
    await audio.play().catch(() => {});
  };

  const setLoop = (wanted: Loop | null) => {
    const before = looping;
    looping = wanted;
    if (before !== null && before.sound !== wanted?.sound) get(before.sound).pause();
    if (wanted === null) return;
    get(wanted.sound).volume = wanted.volume;
    if (before?.sound !== wanted.sound) void start(wanted.sound, true);
  };

  const wantedLoop = () => (preferences.getState().settings.sounds ? loopOf(phone.getState()) : null);

  const stops = [
    phone.subscribe((state, previous) => {
      setLoop(wantedLoop());
      const once = soundOf(state, previous);
      if (once !== null && preferences.getState().settings.sounds) void start(once, false);
    }),
    preferences.subscribe(() => setLoop(wantedLoop())),
  ];
  setLoop(wantedLoop());
  return () => {
    for (const stop of stops) stop();
    setLoop(null);
  };
}
