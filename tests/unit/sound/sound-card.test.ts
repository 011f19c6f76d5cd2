import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gaps, levelDbfs, sampleRate, share } from '../../sound/analysis.ts';
import { Recording } from '../../sound/recording.ts';
import { SoundCard } from '../../sound/sound-card.ts';
import { melody, voices } from '../../sound/voice.ts';

let card: SoundCard;
beforeEach(async () => {
  card = await SoundCard.start();
});
afterEach(() => card.stop());

/** What a program hears that opens the system's microphone. */
const listen = () => Recording.start(card.environment, '@DEFAULT_SOURCE@');

test('what is said into the microphone arrives without gaps, and stops', async () => {
  const program = await listen();
  expect(levelDbfs(await program.next(200))).toBe(-120);
  await card.microphone.say(voices.ada);
  await expect.poll(async () => share(await program.next(200), voices.ada), { timeout: 5_000 }).toBeGreaterThan(0.9);
  expect(gaps(await program.next(1_500), 5)).toEqual([]);
  await card.microphone.hush();
  await expect.poll(async () => levelDbfs(await program.next(200)), { timeout: 5_000 }).toBe(-120);
  await program.stop();
});

test('the speaker is silent as long as nobody plays', async () => {
  expect(levelDbfs(await card.speaker.next(300))).toBe(-120);
  expect(card.speaker.position).toBeGreaterThan(0);
});

test('what is played to a second speaker comes out of that one alone', async () => {
  const headset = await card.addSpeaker('headset', 'Head set');
  const format = ['--raw', '--format=s16le', '--channels=1', `--rate=${sampleRate}`];
  const program = spawn('pacat', ['--playback', '--device=headset', ...format], {
    env: { PATH: process.env.PATH, ...card.environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It is ended before it has played all of it.
  program.stdin.on('error', () => {}).end(melody(voices.ada));
  await expect.poll(async () => share(await headset.next(200), voices.ada), { timeout: 5_000 }).toBeGreaterThan(0.9);
  expect(levelDbfs(await card.speaker.next(300))).toBe(-120);
  program.kill();
});

test('an unplugged microphone leaves the place to the next, and speaks again when it is back', async () => {
  await card.microphone.say(voices.ada);
  const second = await card.addMicrophone('headset', 'Headset');
  await second.say(voices.grace);
  const before = await listen();
  await expect.poll(async () => share(await before.next(200), voices.ada), { timeout: 5_000 }).toBeGreaterThan(0.9);
  await card.microphone.unplug();
  const after = await listen();
  await expect.poll(async () => share(await after.next(200), voices.grace), { timeout: 5_000 }).toBeGreaterThan(0.9);
  await card.microphone.plug();
  const again = await listen();
  await expect.poll(async () => share(await again.next(200), voices.ada), { timeout: 5_000 }).toBeGreaterThan(0.9);
  for (const program of [before, after, again]) await program.stop();
});

test('two cards know nothing of each other', async () => {
  await using other = await SoundCard.start();
  await card.microphone.say(voices.ada);
  const program = await Recording.start(other.environment, '@DEFAULT_SOURCE@');
  expect(levelDbfs(await program.next(500))).toBe(-120);
  await program.stop();
});
