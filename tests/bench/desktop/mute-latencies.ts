import { setTimeout as delay } from 'node:timers/promises';
import type { Ear } from './ear.ts';
import type { Seat } from './stage.ts';

/** Prepares a press of Mute; the function presses, and gives the moment of it, ms since the epoch. */
export type Surface = { name: string; prepare: () => Promise<() => number | Promise<number>> };

export const now = (press: () => unknown) => () => {
  const at = Date.now();
  press();
  return at;
};

/** The times from a press of Mute until it is silent at the other side, ms. */
export async function muteLatencies(surface: Surface, ear: Ear, { control }: Seat, samples: number): Promise<number[]> {
  const found: number[] = [];
  const unmute = async () => {
    control.send('Unmute');
    await control.until(({ Microphone }) => Microphone === 'on');
  };
  // Whoever was measured before may have failed while it was muted.
  await unmute();
  while (found.length < samples) {
    await ear.steadySound();
    const press = await surface.prepare();
    // Not in step with anything that runs at a beat.
    await delay(Math.random() * 100);
    const at = await press();
    const silentFrom = await ear.silence(at).catch(async (cause: Error) => {
      throw new Error(`${surface.name}: ${cause.message}; the call is ${JSON.stringify(await control.status())}`);
    });
    // Silent before the press: the voice itself had paused, and there was nothing to hear end.
    if (silentFrom > at) found.push(silentFrom - at);
    await control.until(({ Microphone }) => Microphone === 'muted');
    await unmute();
  }
  return found;
}
