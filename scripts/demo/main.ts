/** Plays the demo. Ends with 0 only if every scene went as told. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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
  await rm(reportFolder, { recursive: true, force: true });
  await mkdir(reportFolder, { recursive: true });
  const data = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  await using screen = await Screen.start({
    width: 2 * window.width + 3 * margin,
    height: titleBar + window.height + 2 * margin,
  });
  await using company = new Company(data, screen.environment);
  const story = new Story(reportFolder, screen);
  const asked = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    }
    setTimeout(() => reject(new Error(`not done after ${timeLimitMs / 1_000} s`)), timeLimitMs).unref();
  });
  let failure: unknown = null;
  try {
    await Promise.race([perform(story, company), asked]);
  } catch (error) {
    failure = error;
  }
  const succeeded = failure === null && story.succeeded;
  const electron = chosenElectron();
  const head = { succeeded, electron: electron === null ? 'no Electron' : electronLine(electron), at: new Date() };
  const report = await writeReport(reportFolder, story.scenes, head);
  print(`\nReport: ${relative(root, report)}`);
  print(succeeded ? 'All of it happened.' : `Not all of it happened${whatFailed(story, failure)}.`);
  await rm(data, { recursive: true, force: true }).catch(() => undefined);
  return succeeded;
}

process.exitCode = (await main()) ? 0 : 1;
