/**
 * Start → ready to dial (signed in, the list of people drawn), and the memory of all processes (PSS) without and in a
 * call, against the same Electron with one window that holds a button.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Ear } from '../desktop/ear.ts';
import { type Seat, Stage, talk } from '../desktop/stage.ts';
import { StartedApp } from '../desktop/started-app.ts';
import { memoryOf } from '../desktop/usage.ts';
import { type BenchContext, type Row, rowOf } from '../row.ts';

type Sample = { startMs: number; idleMb: number; inCallMb: number | null };

/** Memory is read so long after the window, or the call, is there. */
const settleMs = 4_000;

async function sampleEmpty(stage: Stage, seat: Seat): Promise<Sample> {
  const app = await StartedApp.start({ kind: 'empty' }, seat, stage.dataFolder());
  try {
    const startMs = (await app.readyAt()) - app.startedAt;
    await delay(settleMs);
    return { startMs, idleMb: memoryOf(app.pid), inCallMb: null };
  } finally {
    await app.stop();
  }
}

async function sampleHoldfast(stage: Stage, seat: Seat, ear: Ear): Promise<Sample> {
  const app = await StartedApp.start({ kind: 'holdfast', args: await stage.signIn() }, seat, stage.dataFolder());
  try {
    const startMs = (await app.readyAt()) - app.startedAt;
    await delay(settleMs);
    const idleMb = memoryOf(app.pid);
    await talk(ear, seat);
    await delay(settleMs);
    const inCallMb = memoryOf(app.pid);
    await ear.hangUp();
    return { startMs, idleMb, inCallMb };
  } finally {
    await app.stop();
  }
}

export async function measure(context: BenchContext): Promise<Row[]> {
  await using stage = await Stage.start();
  const [ear, seat] = await Promise.all([stage.ear(), stage.seat()]);
  const ours: Sample[] = [];
  const empty: Sample[] = [];
  // The first of each only fills the system's caches.
  await sampleEmpty(stage, seat);
  await sampleHoldfast(stage, seat, ear);
  const count = context.samples(15, 2);
  while (ours.length < count) {
    empty.push(await sampleEmpty(stage, seat));
    ours.push(await sampleHoldfast(stage, seat, ear));
    context.note(`start and memory, ${ours.length} of ${count}`);
  }
  const emptyMb = empty.map(({ idleMb }) => idleMb);
  const inCall = ours.map(({ inCallMb }) => inCallMb).filter((mb) => mb !== null);
  return [
    rowOf({
      name: 'start → ready to dial (baseline: empty window)',
      unit: 'ms',
      ours: ours.map(({ startMs }) => startMs),
      baseline: empty.map(({ startMs }) => startMs),
    }),
    rowOf({
      name: 'memory of all processes, no call (baseline: empty window)',
      unit: 'MB',
      ours: ours.map(({ idleMb }) => idleMb),
      baseline: emptyMb,
    }),
    rowOf({
      name: 'memory of all processes, in a call (baseline: empty window)',
      unit: 'MB',
      ours: inCall,
      baseline: emptyMb,
    }),
  ];
}
