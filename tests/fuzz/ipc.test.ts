/**
 * Whatever a window sends: a typed answer, no crash, and the call that goes on is not disturbed. The real wrapper,
 * handlers and service; only Electron's `ipcMain` is a fake.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultSettings } from '../../src/main/storage/settings.ts';
import { failureCodes, type InvokeName, invokes } from '../../src/shared/ipc.ts';
import { aCall, type Sender } from '../unit/main/fakes.ts';
import { mainSender as main, miniSender as mini, servedIpc } from '../unit/main/served-ipc.ts';
import { callsOf } from '../unit/support/call-snapshot.ts';

const runs = 10_000;
const names = Object.keys(invokes) as InvokeName[];
const sender: fc.Arbitrary<Sender> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(main) },
  { weight: 1, arbitrary: fc.constant(mini) },
  {
    weight: 1,
    arbitrary: fc.record({
      id: fc.integer(),
      url: fc.oneof(fc.webUrl(), fc.string(), fc.constant(null), fc.constant('holdfast-app://app@evil/')),
      subFrame: fc.boolean(),
    }),
  },
);

/** A value that has the right shape but for one thing. */
const almost = fc
  .tuple(
    fc.constantFrom<object>(
      aCall(),
      { callId: 'call-1', type: 'mute' },
      { callId: 'call-1', reason: 'hung-up' },
      { server: 'https://calls.example.com', token: 't', name: 'Ada' },
      defaultSettings,
    ),
    fc.string(),
    fc.anything({ maxDepth: 2 }),
    fc.boolean(),
  )
  .map(([value, key, junk, replace]) => {
    const keys = Object.keys(value);
    const chosen = replace ? (keys[key.length % keys.length] ?? key) : key;
    return { ...value, [chosen]: junk };
  });

const junk = fc.oneof(
  almost,
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 4 }),
  fc.constantFrom<unknown>(
    JSON.parse('{"__proto__":{"callId":"call-1","type":"hang-up"}}'),
    'x'.repeat(1_000_000),
    Array.from({ length: 1_000 }, () => ({})),
    { callId: 'call-1', type: 'hang-up', extra: true },
    { callId: 'call-1', type: 'constructor' },
    { callId: ['call-1'], type: 'hang-up' },
    { ...aCall(), startedAt: Number.NaN },
    { ...aCall(), peer: 'Ada' },
    { ...aCall(), participants: -1 },
  ),
);

const schemas = Object.values(invokes).map(({ request }) => request);
/** Nothing that any channel would take: what is legitimate by chance is not malformed. */
const malformed = junk.filter(
  (value) => value !== undefined && schemas.every((schema) => !schema.safeParse(value).success),
);

it(`${runs} malformed calls get typed failures and disturb nothing`, async () => {
  const { ipcMain, service, commands, did } = servedIpc();
  const shown: unknown[] = [];
  service.launch(aCall());
  service.onCalls((calls) => shown.push(calls));

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      sender,
      malformed,
      fc.array(fc.anything(), { maxLength: 2 }),
      async (name, from, value, more) => {
        const reply = await ipcMain.invoke(name, from, value, ...more);
        expect(reply.ok).toBe(false);
        if (reply.ok) return;
        expect(failureCodes).toContain(reply.error.code);
        expect(reply.error.code).not.toBe('internal');
        expect(reply.error.message.length).toBeLessThan(1_000);
      },
    ),
    { numRuns: runs },
  );

  expect(service.current).toEqual(aCall());
  expect(shown).toEqual([]);
  expect(commands).toEqual([]);
  expect(did).toEqual([]);
  // It still works, for whoever asks properly.
  expect(await ipcMain.invoke('ongoing-call:update', main, aCall({ microphone: 'muted' }))).toMatchObject({ ok: true });
  expect(shown).toEqual([callsOf(aCall({ microphone: 'muted' }))]);
}, 60_000);
