import type { KnipConfig } from 'knip';

export default {
  entry: [
    'src/renderer/mini/main.tsx',
    'src/server/main/cli.ts',
    'scripts/*.{mjs,ts}',
    'scripts/demo/main.ts',
    // electron-builder runs it.
    'scripts/package/fpm/fpm.mjs',
    'packaging/*.mjs',
    'resources/**/*.ts',
    'tests/**/*.test.{ts,tsx}',
    // Loaded by name by the stand-in's start and its test app, and by the pages of the renderer's tests.
    'tests/electron-stand-in/src/{bootstrap,module}.*',
    'tests/electron-stand-in/src/page/*',
    'tests/electron-stand-in/test/fixture/*',
    'tests/electron-contract/app/{main,preload}.ts',
    'tests/unit/renderer/support/preview*.{ts,tsx}',
    'tests/bench/bench.ts',
    'tests/bench/rows/*.ts',
    // Started as a process of its own.
    'tests/bench/crowd/server.ts',
    'tests/bench/**/{page,*-page}.ts',
  ],
  project: ['src/**/*.{ts,tsx}', 'scripts/**/*.{mjs,ts}', 'packaging/**/*.{mjs,ts}', 'tests/**/*.{ts,tsx,cjs,mjs}'],
  // A schema beside its inferred type, or a limit beside what it limits, is there to be named.
  ignoreExportsUsedInFile: true,
  // Biome and electron-builder are run by path from scripts/, under our own Node; playwright comes with @playwright/test.
  ignoreDependencies: ['@biomejs/biome', 'electron-builder', 'playwright'],
  // Of the operating system: scripts/setup/system-packages.mjs sees to those that have to be there. What makes packages of a
  // kind is where such packages are made.
  ignoreBinaries: [
    'dbus-daemon',
    'dpkg-deb',
    'openbox',
    'pacat',
    'parec',
    'pulseaudio',
    'rpm',
    'rpmbuild',
    'sox',
    'xdg-open',
    'Xvfb',
  ],
} satisfies KnipConfig;
