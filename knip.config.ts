import type { KnipConfig } from 'knip';

export default {
  entry: [
    'src/renderer/{index,mini}.html',
    'src/server/cli.ts',
    'scripts/*.mjs',
    'packaging/*.mjs',
    'scripts/demo/main.ts',
    'tests/**/*.test.{ts,tsx}',
    'tests/electron-stand-in/src/bootstrap.*',
  ],
  project: ['src/**/*.{ts,tsx}', 'scripts/**/*.{mjs,ts}', 'tests/**/*.{ts,tsx,cjs,mjs}'],
  // A schema beside its inferred type, or a limit beside what it limits, is there to be named.
  ignoreExportsUsedInFile: true,
  // Run by path from scripts/, under our own Node.
  ignoreDependencies: ['@biomejs/biome', 'electron-builder'],
  // Of the operating system: scripts/setup/system-packages.mjs sees to them.
  ignoreBinaries: ['dbus-daemon', 'parec', 'paplay', 'pactl', 'pulseaudio'],
} satisfies KnipConfig;
