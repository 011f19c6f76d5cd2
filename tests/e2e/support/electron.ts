import { createRequire } from 'node:module';
import { chosenElectron, type ElectronChoice } from '../../../scripts/setup/electron.mjs';
import { root } from '../../../scripts/setup/paths.mjs';
import { Screen } from '../../desktop/screen.ts';

export const projectRoot = root;

/**
 * The Electron that the set-up has chosen, which the `electron` package and Playwright start from now on.
 * @throws when the set-up has not been run.
 */
export function chooseElectron(): ElectronChoice {
  const choice = chosenElectron();
  if (choice === null) throw new Error('There is no Electron yet: run npm run setup, or start this with npm.');
  if (choice.overrideDir !== null) process.env.ELECTRON_OVERRIDE_DIST_PATH = choice.overrideDir;
  return choice;
}

/** Path of the executable that the `electron` package starts. */
export function electronExecutable(): string {
  return createRequire(import.meta.url)('electron') as string;
}

/** What Chromium must be told before all else: it has no sandbox for root. */
export const switchesOfUser = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** A screen for the windows of this Electron, out of everybody's sight; `null` for the stand-in, which can do without. */
export async function screenForWindows(): Promise<Screen | null> {
  return chooseElectron().kind === 'stand-in' ? null : Screen.start({ width: 1_920, height: 1_080 });
}
