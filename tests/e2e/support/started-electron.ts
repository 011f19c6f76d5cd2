/** How Electron is started here, by Playwright or without it. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Desktop } from '../../desktop/desktop.ts';
import type { SoundCard } from '../../sound/sound-card.ts';
import { type Finished, finished } from '../../support/finished.ts';
import { killAll, processTree } from '../../support/processes.ts';
import { electronExecutable, projectRoot, switchesOfUser } from './electron.ts';

/** How long an app may take to end by itself when a test is over, ms. */
export const patienceMs = 4_000;

/** Where an app runs. */
export type AppPlace = {
  desktop: Desktop;
  sound: SoundCard;
  userDataDir: string;
  env: Record<string, string>;
};

/**
 * Nothing of the machine's own screen, desktop, sound or home gets in: a screen comes with `env`. Makes the folders that it names; a copy that is killed
 * leaves sockets in TMPDIR, so that {@link removeTemporary} belongs at the end.
 */
export async function appEnvironment(options: AppPlace): Promise<Record<string, string>> {
  await mkdir(options.userDataDir, { recursive: true });
  const { PATH, ELECTRON_OVERRIDE_DIST_PATH } = process.env;
  const given = Object.entries({ PATH, ELECTRON_OVERRIDE_DIST_PATH });
  return {
    ...Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    LANG: 'C.UTF-8',
    HOME: options.userDataDir,
    XDG_RUNTIME_DIR: options.userDataDir,
    TMPDIR: await mkdtemp(join(tmpdir(), 'holdfast-app-')),
    ...options.desktop.environment,
    ...options.sound.environment,
    ...options.env,
  };
}

export async function removeTemporary({ TMPDIR }: Record<string, string>): Promise<void> {
  if (TMPDIR) await rm(TMPDIR, { recursive: true, force: true });
}

/**
 * Runs the app's folder with Electron, as a person at a terminal does, until it ends.
 * @throws when it has not after 20 s; with what it has said.
 */
export function runElectron(args: string[], env: Record<string, string>): Promise<Finished> {
  const child = spawn(electronExecutable(), ['.', ...args, ...switchesOfUser()], { cwd: projectRoot, env });
  return finished(child, { limitMs: 20_000, kill: () => killAll(processTree(child.pid!)) });
}
