import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chooseElectron } from './tests/e2e/support/electron.ts';

// In the runner and again in each worker, which starts Electron.
chooseElectron();

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './tests/e2e/support/announce.ts',
  // Every test has its own call server, buses, sound devices and data folders, so that all may run beside each other.
  fullyParallel: true,
  // A test has two apps with real-time audio in them: more of them at once than half the cores, and what is heard has holes.
  workers: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
  projects: [
    // The longest first, so that it does not lengthen the run.
    { name: 'minutes', testMatch: '**/unattended.test.ts' },
    { name: 'e2e', testIgnore: '**/unattended.test.ts' },
    // On every system: no desktop and no sound that tests look at, and its tests by themselves, because of the one screen.
    { name: 'smoke', testDir: 'tests/smoke', workers: 1 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
});
