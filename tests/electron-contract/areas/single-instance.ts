import assert from 'node:assert/strict';
import type { Area } from '../contract.ts';

const data = { links: ['holdfast://show'], hidden: false, level: { deep: [1, null] } };

type Second = { argv: string[]; cwd: string; data: unknown; ready: boolean };

const heard = (told: readonly unknown[]) => told.find((each) => typeof each === 'object' && each !== null) as Second;

export const singleInstance: Area = {
  name: 'single instance',
  promises: {},
  starts: {
    'single-instance': {
      main: ({ electron: { app }, tell }) => {
        const first = app.requestSingleInstanceLock(data);
        tell(first ? 'first' : 'second');
        tell(`has the lock: ${app.hasSingleInstanceLock()}`);
        if (!first) {
          app.exit(0);
          return;
        }
        app.on('second-instance', (_event, argv, cwd, data) => {
          tell({ argv, cwd, data, ready: app.isReady() } satisfies Second);
          app.exit(0);
        });
        void app.whenReady().then(() => tell('ready'));
      },
      meanwhile: async ({ hasTold, again }) => {
        await hasTold('ready');
        const other = await again('holdfast://mute');
        assert.equal(other.code, 0);
        assert.deepEqual(other.told, ['second', 'has the lock: false']);
      },
      promises: {
        'is the one that asks first': {
          source: 'docs/api/app.md, app.requestSingleInstanceLock([additionalData])',
          check: ({ told }) => assert.deepEqual(told.slice(0, 2), ['first', 'has the lock: true']),
        },
        'is no second one with the same folder of data': {
          source: 'spec/api-app-spec.ts: "prevents the second launch of app"',
          check: ({ code }) => assert.equal(code, 0),
        },
        'hears the data of the second as they were sent': {
          source: 'spec/api-app-spec.ts: "sends and receives JSON object data"',
          check: ({ told }) => assert.deepEqual(heard(told).data, data),
        },
        'hears the words of the second among the arguments': {
          source: 'spec/api-app-spec.ts: "passes arguments to the second-instance event no additional data"',
          check: ({ told }) => assert.equal(heard(told).argv.includes('holdfast://mute'), true),
        },
        'hears where the second was started': {
          source: 'docs/api/app.md, Event: "second-instance"',
          check: ({ told }) => assert.equal(heard(told).cwd, process.cwd()),
        },
        'hears of it only once it is ready': {
          source: 'docs/api/app.md, Event: "second-instance"',
          check: ({ told }) => assert.equal(heard(told).ready, true),
        },
      },
    },
  },
};
