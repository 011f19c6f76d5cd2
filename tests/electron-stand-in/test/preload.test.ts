import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { electronVersion, launchFixture, type RunningFixture } from './support/fixture-app.ts';

interface Fixture {
  [name: string]: (...args: unknown[]) => Promise<unknown>;
}
declare const fixture: Fixture & {
  electron: string;
  refused: string;
  lacking: string;
  modules: string[];
  nested: { list: unknown[] };
};

describe('a window with a preload script', { timeout: 30_000 }, () => {
  let app: RunningFixture;
  beforeAll(async () => {
    app = await launchFixture();
  }, 40_000);
  afterAll(() => app.stop(), 20_000);

  it('asks main and gets its answer, with what structured clone carries', async () => {
    const answer = await app.page.evaluate(async () => {
      const { args } = (await fixture.echo!(
        undefined,
        { date: new Date(5), map: new Map([['a', 1]]), set: new Set([1]), missing: undefined },
        new Uint8Array([1, 2, 255]),
        [Number.NaN, -0, 10n, null],
      )) as { args: [unknown, { date: Date; map: Map<string, number>; set: Set<number> }, Uint8Array, unknown[]] };
      const [nothing, object, bytes, list] = args;
      return [
        nothing === undefined,
        object.date.getTime(),
        object.map.get('a'),
        object.set.has(1),
        'missing' in object,
        [...bytes],
        bytes.constructor.name,
        Number.isNaN(list[0]),
        Object.is(list[1], -0),
        String(list[2]),
        list[3],
      ];
    });
    expect(answer).toEqual([true, 5, 1, true, true, [1, 2, 255], 'Uint8Array', true, true, '10', null]);
  });

  it('says where a message came from by the URL that main knows', async () => {
    const answer = await app.page.evaluate(() => fixture.echo!());
    expect(answer).toMatchObject({
      url: 'fixture-app://app/index.html',
      origin: 'fixture-app://app',
      fromMainFrame: true,
      window: 1,
    });
  });

  it('rejects with what main has thrown, and where nobody handles', async () => {
    const messages = await app.page.evaluate(() =>
      Promise.all(['fail', 'unknown'].map((name) => fixture[name]!().catch((error: Error) => error.message))),
    );
    expect(messages).toEqual([
      "Error invoking remote method 'fail': TypeError: failed on purpose",
      "Error invoking remote method 'nobody handles this': Error: No handler registered for 'nobody handles this'",
    ]);
  });

  it('hears what main sends until it unsubscribes', async () => {
    const send = (word: string) =>
      app.electron.evaluate(
        ({ BrowserWindow }, said) => BrowserWindow.getAllWindows()[0]?.webContents.send('hello', said, { at: 1 }),
        word,
      );
    const heard = () => app.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard);
    await send('one');
    await eventually(heard).toEqual([['one', { at: 1 }]]);
    await app.page.evaluate(() => (globalThis as unknown as { stop(): void }).stop());
    await send('two');
    await app.page.evaluate(() => fixture.echo!());
    expect(await heard()).toHaveLength(1);
  });

  it('calls across the worlds with values, errors, promises and callbacks', async () => {
    const result = await app.page.evaluate(async () => {
      const listener = () => 'called';
      fixture.keep!(listener);
      let thrown = '';
      try {
        fixture.throws!();
      } catch (error) {
        thrown = (error as Error).message;
      }
      return [
        fixture.sum!(1, 2),
        thrown,
        await fixture.later!('x'),
        fixture.isSame!(listener),
        fixture.keep!(null) === (listener as unknown),
      ];
    });
    expect(result).toEqual([3, 'thrown on purpose', { later: 'x' }, true, true]);
  });

  it('keeps its world from the page: frozen copies, no IPC, no require, other globals', async () => {
    const page = await app.page.evaluate(() => ({
      frozen: Object.isFrozen(fixture) && Object.isFrozen(fixture.nested.list) && Object.isFrozen(fixture.sum),
      replaced: (() => {
        try {
          (globalThis as unknown as { fixture: unknown }).fixture = {};
        } catch {}
        return typeof fixture.sum;
      })(),
      globals: Object.getOwnPropertyNames(globalThis).filter((name) => /electron|^ipc|^require|^process$/i.test(name)),
      preloadSees: fixture.world!(),
      versions: fixture.electron,
      modules: fixture.modules,
      refused: fixture.refused,
      lacking: fixture.lacking,
    }));
    expect(page).toEqual({
      frozen: true,
      replaced: 'function',
      globals: [],
      preloadSees: 'undefined',
      versions: electronVersion,
      modules: ['function', 'object', 'object'],
      refused: 'module not found: node:fs',
      lacking: 'not implemented by the stand-in: ipcRenderer.sendSync',
    });
  });

  it('reaches main without an answer by send', async () => {
    await app.page.evaluate(() => void fixture.say!('word'));
    await eventually(() => app.seen()).toContainEqual({ said: 'word' });
  });
});
