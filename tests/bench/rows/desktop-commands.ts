/**
 * A command on the desktop → silence at the other side: from the moment in which the desktop sends it (a person's press)
 * until the last packet with sound in it has been played over there. The jitter buffer is included, the sound card is not.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeLaunchers } from '../../../packaging/launcher/launchers.ts';
import { runCtl } from '../../../src/main/ctl/client.ts';
import type { HoldfastApp } from '../../e2e/support/holdfast-app.ts';
import type { Ear } from '../desktop/ear.ts';
import { muteLatencies, now, type Surface } from '../desktop/mute-latencies.ts';
import { type Seat, Stage, talk } from '../desktop/stage.ts';
import { type BenchContext, type Row, rowOf } from '../row.ts';

const run = promisify(execFile);
const targetMs = 150;

function hiddenSurfaces(app: HoldfastApp, { desktop, control }: Seat): Surface[] {
  return [
    { name: 'notification', prepare: async () => now(() => desktop.notifications.press('Mute')) },
    { name: 'tray menu', prepare: async () => now(await control.trayEntry('Mute')) },
    { name: 'D-Bus object', prepare: async () => now(() => control.send('Mute')) },
    {
      name: 'holdfast ctl, program started already',
      prepare: async () => {
        const userData = app.userDataDir;
        return now(() => void runCtl({ words: ['mute'], json: false, userData }));
      },
    },
    { name: 'mini window', prepare: async () => pressButton(await app.miniWindow()) },
    {
      name: 'global shortcut, from its callback in main',
      prepare: async () => () =>
        app.electron.evaluate(() => {
          const at = Date.now();
          (globalThis as unknown as { shortcutOfBench: () => void }).shortcutOfBench();
          return at;
        }),
    },
  ];
}

/** The mouse is on the button and pressed: what is left is to let it go. */
async function pressButton(page: HoldfastApp['window']): Promise<() => number> {
  await page.getByRole('button', { name: 'Mute', exact: true }).hover();
  await page.mouse.down();
  return now(() => void page.mouse.up());
}

/** The keys of the system are not ours to press here: keeps what the app registers. To be called before the call. */
async function catchShortcut(app: HoldfastApp): Promise<void> {
  await app.electron.evaluate(({ globalShortcut }) => {
    globalShortcut.register = (_accelerator, callback) => {
      Object.assign(globalThis, { shortcutOfBench: callback });
      return true;
    };
  });
}

const wholeCtlName = 'mute → silence: holdfast ctl as it is installed (baseline: the start of Node alone)';

/** `holdfast ctl mute` by the installed launcher, with its start. */
async function wholeCtl(app: HoldfastApp, ear: Ear, seat: Seat, samples: number): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-launcher-'));
  try {
    writeLaunchers(folder, 'bench');
    const launcher = join(folder, 'unix/holdfast');
    let running: Promise<unknown> = Promise.resolve();
    const prepare = async () => {
      await running;
      return now(() => {
        running = run(launcher, ['ctl', 'mute', '--user-data-dir', app.userDataDir]);
        running.catch(() => {});
      });
    };
    const node: number[] = [];
    const ours: number[] = [];
    // In turns, so that whatever else the machine does falls on both.
    while (ours.length < samples) {
      const began = performance.now();
      await run(process.execPath, ['--eval', '0']);
      node.push(performance.now() - began);
      ours.push(...(await muteLatencies({ name: wholeCtlName, prepare }, ear, seat, 1)));
    }
    await running;
    return rowOf({ name: wholeCtlName, unit: 'ms', ours, baseline: node, target: { ours: targetMs } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function measure(context: BenchContext): Promise<Row[]> {
  await using stage = await Stage.start();
  const [ear, seat] = await Promise.all([stage.ear(), stage.seat()]);
  const app = await stage.testedApp(seat);
  await catchShortcut(app);
  await talk(ear, seat);
  const samples = context.samples(21);
  const row = (surface: Surface) => {
    const name = `mute → silence: ${surface.name}`;
    return context.attempt(name, async () => {
      const ours = await muteLatencies(surface, ear, seat, samples);
      return rowOf({ name, unit: 'ms', ours, target: { ours: targetMs } });
    });
  };

  await row({ name: 'button in the window', prepare: () => pressButton(app.window) });
  await app.closeWindow();
  await app.miniWindow();
  for (const surface of hiddenSurfaces(app, seat)) await row(surface);
  await context.attempt(wholeCtlName, () => wholeCtl(app, ear, seat, samples));
  return [];
}
