import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests of what the tests are made with: they start Chromium, buses and sound servers. */
const tools = [
  'tests/electron-stand-in/test/**/*.test.ts',
  'tests/unit/desktop/**/*.test.ts',
  'tests/unit/sound/**/*.test.ts',
];
/** Talk to a session bus of their own. */
const onlyOnLinux =
  process.platform === 'linux' ? [] : ['tests/unit/ongoing-call/{system-control,session-bus}.test.ts'];
/** Looks at the screens in Chromium. */
const screens = ['screens', 'call-screens', 'group-screens', 'presses'].map(
  (name) => `tests/unit/renderer/${name}.test.ts`,
);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          exclude: [...tools, ...screens, ...onlyOnLinux],
          testTimeout: 20_000,
        },
      },
      {
        // One after the other: what is measured is sound and time.
        test: { name: 'tools', include: tools, testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 1 },
      },
      {
        test: { name: 'packaged', include: ['tests/packaged/**/*.test.ts'] },
      },
      {
        test: {
          name: 'contract',
          include: ['tests/electron-contract/**/*.test.ts'],
          testTimeout: 10_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts', 'tests/fuzz/**/*.test.ts', ...screens],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file has a server with a media worker, some a browser with real-time audio in it.
          maxWorkers: Math.max(1, Math.floor(availableParallelism() / 2)),
        },
      },
    ],
  },
});
