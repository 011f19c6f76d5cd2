/**
 * Processor time of all processes of the app, hidden in a call, against those of the same Electron with a bare mediasoup-client page,
 * hidden too, at the other end of the very same call: whatever else the machine does falls on both.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { servePage } from '../../page/served-page.ts';
import { ada, Stage } from '../desktop/stage.ts';
import { StartedApp } from '../desktop/started-app.ts';
import { processorSecondsOf } from '../desktop/usage.ts';
import { type BenchContext, type Row, rowOf } from '../row.ts';

const targetRatio = 1.1;

export async function measure(context: BenchContext): Promise<Row[]> {
  await using stage = await Stage.start();
  const [seat, bareSeat] = await Promise.all([stage.seat(), stage.seat()]);
  const app = await stage.plainApp(seat);
  await seat.control.until(() => true);
  const pid = await app.inMain<number>('() => process.pid');
  const page = await servePage(new URL('../desktop/bare-page.ts', import.meta.url), { production: true });
  const token = await stage.server.token('bare', 'Bare page');
  const query = new URLSearchParams({ server: stage.server.url, token, to: ada.id });
  const bare = await StartedApp.start({ kind: 'empty', page: `${page.url}?${query}` }, bareSeat, stage.dataFolder());
  try {
    await seat.control.until(({ Phase }) => Phase === 'ringing-in');
    seat.control.send('Accept');
    await seat.control.until(({ Phase }) => Phase === 'connected');
    await app.inMain(`({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close())`);
    // What starting left behind is not what a call costs.
    await delay(context.quick ? 5_000 : 20_000);
    const ours: number[] = [];
    const baseline: number[] = [];
    const seconds = context.quick ? 3 : 10;
    const count = context.samples(15, 2);
    while (ours.length < count) {
      const began = performance.now();
      const before = [processorSecondsOf(pid), processorSecondsOf(bare.pid)] as const;
      await delay(seconds * 1_000);
      const percent = (now: number, then: number) => ((now - then) * 100_000) / (performance.now() - began);
      ours.push(percent(processorSecondsOf(pid), before[0]));
      baseline.push(percent(processorSecondsOf(bare.pid), before[1]));
    }
    const name = 'processor of all processes, hidden in a call (baseline: bare page in the same call)';
    return [rowOf({ name, unit: '% of a core', ours, baseline, target: { ratio: targetRatio } })];
  } finally {
    page.close();
    await bare.stop();
  }
}
