/** Plays the demo. Ends with 0 only if every scene went as told. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Screen } from '../../tests/desktop/screen.ts';
import { chosenElectron, electronLine } from '../setup/electron.mjs';
import { root } from '../setup/paths.mjs';
import { Company } from './cast.ts';
import { play } from './play.ts';
import { writeReport } from './report.ts';
import { Story } from './story.ts';

const reportFolder = join(root, 'demo-report');
/** Far more than it takes; a demo that hangs has failed. */
const timeLimitMs = 4 * 60_000;
/** How long the last step of a demo that is over may go on, ms. */
const lastStepMs = 5_000;
const margin = 16;
const titleBar = 24;
const window = { width: 960, height: 640 };

const print = (line: string) => process.stdout.write(`${line}\n`);

async function perform(story: Story, company: Company): Promise<void> {
  const place = (column: number) => ({ ...window, x: margin + column * (window.width + margin), y: titleBar + margin });
  const cast = await story.scene('A call server and two apps start', async (scene) => {
    const server = await company.startServer();
    scene.seen(`the call server: listening on ${server.url}`);
    const ada = await company.startApp('Ada Lovelace', place(0));
    const grace = await company.startApp('Grace Hopper', place(1));
    scene.seen('two windows: Ada Lovelace and Grace Hopper, signed in, each in the other’s list of people');
    return { ada, grace };
  });
  await play(story, cast);
}

function whatFailed(story: Story, failure: unknown): string {
  const broken = story.scenes.find((scene) => scene.failure !== null);
  return broken ? `: “${broken.title}” did not` : `: ${failure instanceof Error ? failure.message : String(failure)}`;
}

async function main(): Promise<boolean> {
  const asked = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => reject(new Error(`ended by ${signal}`)));
    }
    setTimeout(() => reject(new Error(`not done after ${timeLimitMs / 1_000} s`)), timeLimitMs).unref();
  });
  // Somebody may ask before anybody listens.
  asked.catch(() => undefined);
  await rm(reportFolder, { recursive: true, force: true });
  await mkdir(reportFolder, { recursive: true });
  await using clearing = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  // Last of all: the apps write there until they have ended.
  clearing.defer(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));
  const screen = clearing.use(
    await Screen.start({
      width: 2 * window.width + 3 * margin,
      height: titleBar + window.height + 2 * margin,
    }),
  );
  let performance: Promise<void> = Promise.resolve();
  // What was just starting when the company was dismissed ends too.
  clearing.defer(() =>
    Promise.race([performance.catch(() => undefined), delay(lastStepMs, undefined, { ref: false })]),
  );
  const company = clearing.use(new Company(data, screen.environment));
  const story = new Story(reportFolder, screen);
  let failure: unknown = null;
  try {
    performance = perform(story, company);
    await Promise.race([performance, asked]);
  } catch (error) {
    failure = error;
  }
  const succeeded = failure === null && story.succeeded;
  const electron = chosenElectron();
  const head = { succeeded, electron: electron === null ? 'no Electron' : electronLine(electron), at: new Date() };
  const report = await writeReport(reportFolder, story.scenes, head);
  print(`\nReport: ${relative(root, report)}`);
  print(succeeded ? 'All of it happened.' : `Not all of it happened${whatFailed(story, failure)}.`);
  return succeeded;
}

// At once: a scene that was interrupted may still wait for something that will not come.
process.exit((await main()) ? 0 : 1);
