/**
 * The renderer is killed → the other side hears again. Each app dies twice, in sight and hidden: a third death within a minute ends
 * the call on purpose.
 */
import type { PlainApp } from '../../e2e/support/plain-app.ts';
import type { Ear } from '../desktop/ear.ts';
import { mainWindow } from '../desktop/main-window.ts';
import { Stage, talk } from '../desktop/stage.ts';
import { type BenchContext, type Row, rowOf } from '../row.ts';

const targetMs = 4_000;

async function die(app: PlainApp, ear: Ear): Promise<number> {
  const pid = await app.inMain<number>(`({ BrowserWindow }) => ${mainWindow}.webContents.getOSProcessId()`);
  await ear.steadySound(600);
  const killedAt = Date.now();
  process.kill(pid, 'SIGKILL');
  const silentFrom = await ear.silence(killedAt);
  // Only the voice itself may have paused before: what counts begins with the kill all the same.
  return (await ear.sound(Math.max(silentFrom, killedAt) + 200)) - killedAt;
}

export async function measure(context: BenchContext): Promise<Row[]> {
  await using stage = await Stage.start();
  const [ear, seat] = await Promise.all([stage.ear(), stage.seat()]);
  const inSight: number[] = [];
  const hidden: number[] = [];
  const count = context.samples(15, 2);
  while (hidden.length < count) {
    const app = await stage.plainApp(seat);
    await talk(ear, seat);
    inSight.push(await die(app, ear));
    await seat.control.until(({ Phase }) => Phase === 'connected');
    await app.inMain(`({ BrowserWindow }) => ${mainWindow}.close()`);
    hidden.push(await die(app, ear));
    await ear.hangUp();
    await app.stop();
    context.note(`deaths in ${hidden.length} of ${count} calls, the last: ${inSight.at(-1)} and ${hidden.at(-1)} ms`);
  }
  const row = (name: string, ours: number[]) =>
    rowOf({
      name: `renderer killed, window ${name} → the other side hears again`,
      unit: 'ms',
      ours,
      target: { ours: targetMs },
    });
  return [row('in sight', inSight), row('hidden', hidden)];
}
