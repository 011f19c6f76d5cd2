import type { Page } from '@playwright/test';
import { callMethod } from '../desktop/bus-object.ts';
import { dominantFrequency } from '../sound/analysis.ts';
import { voices } from '../sound/voice.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';

test('a person who calls Echo hears their own voice', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.microphone.say(voices.ada);
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  // The app cancels echoes, and this is one: part of it is all that may be left.
  await hears(ada, voices.ada, { atLeast: 0.3 });
  const heard = dominantFrequency(await ada.speaker.next(500));
  const nearest = voices.ada.tones.map((tone) => Math.abs(tone - (heard ?? 0)));
  expect(Math.min(...nearest)).toBeLessThan(15);

  await ada.microphone.hush();
  await hearsNothing(ada);
  await ada.hangUp();
  await ada.callEnded();
});

/** Plays a sound in the page that lasts longer than 5 s, from which on Chromium takes what plays it for a player. */
async function playLongSound(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const seconds = 10;
    const rate = 8_000;
    const wav = new DataView(new ArrayBuffer(44 + seconds * rate));
    const text = (at: number, words: string) => {
      for (const [index, letter] of Array.from(words).entries()) wav.setUint8(at + index, letter.charCodeAt(0));
    };
    // 8-bit mono PCM: http://soundfile.sapp.org/doc/WaveFormat/
    text(0, 'RIFF');
    wav.setUint32(4, wav.byteLength - 8, true);
    text(8, 'WAVEfmt ');
    for (const [at, value] of [
      [16, 16],
      [24, rate],
      [28, rate],
      [40, seconds * rate],
    ] as const)
      wav.setUint32(at, value, true);
    for (const [at, value] of [
      [20, 1],
      [22, 1],
      [32, 1],
      [34, 8],
    ] as const)
      wav.setUint16(at, value, true);
    text(36, 'data');
    for (let at = 44; at < wav.byteLength; at += 1) wav.setUint8(at, 128 + 60 * Math.sin(at / 3));
    await new Audio(URL.createObjectURL(new Blob([wav.buffer], { type: 'audio/wav' }))).play();
  });
}

test('media keys and controls stay with the music: neither a call nor what the app plays in it is a player on the session bus, nor is one left over', async ({
  launchApp,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  const bus = await ada.desktop.sessionBus.connect();
  const name = 'org.freedesktop.DBus';
  const players = async () => {
    const [names] = await callMethod(bus, name, '/org/freedesktop/DBus', name, 'ListNames');
    return (names as string[]).filter((each) => each.startsWith('org.mpris.'));
  };
  await ada.microphone.say(voices.ada);
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await hears(ada, voices.ada, { atLeast: 0.3 });
  expect(await players()).toEqual([]);
  await playLongSound(ada.window);
  await ada.speaker.next(2_000);
  expect(await players()).toEqual([]);
  await ada.hangUp();
  await ada.callEnded();
  expect(await players()).toEqual([]);
});
