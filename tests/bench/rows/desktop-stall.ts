/**
 * The longest time for which main's event loop does nothing else, while the notification daemon does not answer and the call
 * changes and the window comes and goes; against a daemon that answers at once. Node's own histogram, in steps of 1 ms.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { PlainApp } from '../../e2e/support/plain-app.ts';
import { mainWindow } from '../desktop/main-window.ts';
import { type Seat, Stage, talk } from '../desktop/stage.ts';
import { type BenchContext, type Row, rowOf } from '../row.ts';

const targetMs = 50;
const roundMs = 3_000;

/** Resolves with the longest delay of main's event loop during the round, ms. */
const watchMain = `async ({ BrowserWindow }) => {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  const main = ${mainWindow};
  // What the inspector did to get here is not the app's.
  await new Promise((resolve) => setTimeout(resolve, 100));
  histogram.enable();
  main.close();
  await new Promise((resolve) => setTimeout(resolve, ${roundMs}));
  histogram.disable();
  return histogram.max / 1e6;
}`;

async function round(app: PlainApp, { control, desktop }: Seat, answerDelayMs: number): Promise<number> {
  desktop.notifications.answerDelayMs = answerDelayMs;
  const longest = app.inMain<number>(watchMain);
  await delay(600);
  for (const command of ['Mute', 'Unmute', 'Mute', 'Unmute', 'Show'] as const) {
    control.send(command);
    await delay(400);
  }
  const result = await longest;
  desktop.notifications.answerDelayMs = 0;
  // The answers that were due come in.
  await delay(answerDelayMs / 2);
  return result;
}

export async function measure(context: BenchContext): Promise<Row[]> {
  await using stage = await Stage.start();
  const [ear, seat] = await Promise.all([stage.ear(), stage.seat()]);
  const app = await stage.plainApp(seat);
  await talk(ear, seat);
  const stalled: number[] = [];
  const prompt: number[] = [];
  await round(app, seat, 0);
  const count = context.samples(15);
  while (stalled.length < count) {
    prompt.push(await round(app, seat, 0));
    stalled.push(await round(app, seat, 2_500));
  }
  return [
    rowOf({
      name: "main's longest event-loop block of all rounds, daemon stalled (baseline: answering)",
      unit: 'ms',
      ours: stalled,
      baseline: prompt,
      target: { ours: targetMs },
      summary: (samples) => Math.max(...samples),
    }),
    rowOf({
      name: "main's longest event-loop block, median of rounds, daemon stalled (baseline: answering)",
      unit: 'ms',
      ours: stalled,
      baseline: prompt,
    }),
  ];
}
