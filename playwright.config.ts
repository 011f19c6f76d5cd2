import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chooseElectron } from './tests/e2e/support/electron.ts';

// In the runner and again in each worker, which starts Electron.
chooseElectron();

/** These are told from the others because they want the machine for themselves. */
const listensForGaps = ['**/gaps.test.ts', '**/unattended.test.ts'];

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './tests/e2e/support/announce.ts',
  // Every test has its own call server, buses, sound devices and data folders, so that all may run beside each other.
  fullyParallel: true,
  // A test has two apps with real-time audio in them, and does not keep more than a core and a half busy: it waits in between.
  workers: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2) + 1)),
  projects: [
    { name: 'e2e', testIgnore: listensForGaps },
    // With another one beside it, what is heard has gaps of the machine's making.
    { name: 'gaps', testMatch: listensForGaps, workers: Math.max(1, Math.floor(availableParallelism() / 4)) },
    // On every system: no desktop and no sound that tests look at, and its tests by themselves, because of the one screen.
    { name: 'smoke', testDir: 'tests/smoke', workers: 1 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
});
