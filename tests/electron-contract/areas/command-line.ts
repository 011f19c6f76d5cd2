import assert from 'node:assert/strict';
import type { Area } from '../contract.ts';

type Told = { argv: string[]; defaultApp: boolean | undefined; executable: string; own: [boolean, string, boolean] };

const words = ['--server', 'https://call.example', 'ctl', '--hidden', '--contract-own=value', 'holdfast://show'];

const seen = (told: readonly unknown[]) => told[0] as Told;
/** Without the switches, which Electron may move. */
const plain = (argv: readonly string[]) => argv.filter((word) => !word.startsWith('-'));

export const commandLine: Area = {
  name: 'command line',
  promises: {},
  starts: {
    words: {
      words,
      main: ({ electron: { app }, tell }) => {
        const { commandLine } = app;
        const own: Told['own'] = [
          commandLine.hasSwitch('contract-own'),
          commandLine.getSwitchValue('contract-own'),
          commandLine.hasSwitch('contract-other'),
        ];
        tell({
          argv: process.argv,
          defaultApp: process.defaultApp,
          executable: process.execPath,
          own,
        } satisfies Told);
        void app.whenReady().then(() => app.exit(0));
      },
      promises: {
        'begins with the executable, then the folder of the app': {
          source: 'docs/api/process.md, process.defaultApp; https://nodejs.org/api/process.html#processargv',
          check: ({ told }) => {
            const { argv, executable, defaultApp } = seen(told);
            assert.equal(argv[0], executable);
            assert.match(plain(argv)[1] ?? '', /contract-app-/);
            assert.equal(defaultApp, true);
          },
        },
        'keeps the words behind it in their order': {
          source: 'https://nodejs.org/api/process.html#processargv',
          check: ({ told }) => assert.deepEqual(plain(seen(told).argv).slice(2), plain(words)),
        },
        'keeps switches that only the app knows': {
          source: 'docs/api/command-line-switches.md',
          check: ({ told }) => {
            for (const word of words) assert.equal(seen(told).argv.includes(word), true, word);
          },
        },
        'can be asked for a switch, and its value': {
          source: 'docs/api/command-line.md, commandLine.hasSwitch(switch) and commandLine.getSwitchValue(switch)',
          check: ({ told }) => assert.deepEqual(seen(told).own, [true, 'value', false]),
        },
      },
    },
  },
};
