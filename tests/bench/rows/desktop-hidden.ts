/**
 * Two minutes in a call with the window hidden, against two with it in sight: the app started as a person starts it, without a
 * test runner's switches against throttling. Heard at the other side.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Concealment } from '../desktop/ear-page.ts';
import { mainWindow } from '../desktop/main-window.ts';
import { muteLatencies, now, type Surface } from '../desktop/mute-latencies.ts';
import { type Seat, Stage, talk } from '../desktop/stage.ts';
import { type BenchContext, median, type Row, rowOf } from '../row.ts';

type Heard = { gaps: number; longestGapMs: number; concealedPercent: number; muteMs: number[] };

function concealedPercent(before: Concealment, after: Concealment): number {
  const made = after.concealed - after.silentConcealed - (before.concealed - before.silentConcealed);
  return (100 * made) / Math.max(1, after.total - before.total);
}

const overBus = ({ control }: Seat): Surface => ({
  name: 'D-Bus object',
  prepare: async () => now(() => control.send('Mute')),
});

async function hear(stage: Stage, hidden: boolean, context: BenchContext): Promise<Heard> {
  const [ear, seat] = await Promise.all([stage.ear(), stage.seat()]);
  const app = await stage.plainApp(seat);
  await talk(ear, seat);
  const visible = await app.inMain<boolean>(`({ BrowserWindow }) => {
    const main = ${mainWindow};
    if (${hidden}) main.close();
    return main.isVisible();
  }`);
  if (visible === hidden) throw new Error(`The window is ${visible ? 'still' : 'not'} in sight`);
  // The change itself belongs to it, the noise of starting does not.
  const from = Date.now();
  const before = await ear.concealment();
  await delay(context.quick ? 10_000 : 120_000);
  const gaps = await ear.gaps(from, Date.now() - 200, 100);
  const concealed = concealedPercent(before, await ear.concealment());
  const muteMs = await muteLatencies(overBus(seat), ear, seat, context.samples(15));
  await ear.hangUp();
  await Promise.all([app.stop(), ear.close()]);
  return { gaps: gaps.length, longestGapMs: Math.max(0, ...gaps), concealedPercent: concealed, muteMs };
}

export async function measure(context: BenchContext): Promise<Row[]> {
  await using stage = await Stage.start();
  const visible = await hear(stage, false, context);
  context.note(`in sight: ${visible.gaps} gaps over 100 ms, D-Bus Mute after ${median(visible.muteMs)} ms`);
  const hidden = await hear(stage, true, context);
  const during = context.quick ? '10 s' : '2 min';
  const row = (name: string, unit: string, of: (heard: Heard) => number[], ours?: number) =>
    rowOf({
      name: `hidden for ${during}: ${name} (baseline: in sight)`,
      unit,
      ours: of(hidden),
      baseline: of(visible),
      ...(ours === undefined ? {} : { target: { ours } }),
    });
  return [
    row('gaps over 100 ms at the other side', 'gaps', ({ gaps }) => [gaps], 0),
    row('longest such gap', 'ms', ({ longestGapMs }) => [longestGapMs]),
    row('concealed samples', '%', ({ concealedPercent: percent }) => [percent]),
    row('then mute over D-Bus → silence', 'ms', ({ muteMs }) => muteMs, 150),
  ];
}
