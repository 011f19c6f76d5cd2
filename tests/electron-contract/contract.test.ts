/** One test for each promise of Electron that the product leans on, on the Electron that the set-up has chosen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { chooseElectron } from '../e2e/support/electron.ts';
import { areas } from './areas.ts';
import type { Outcome, Verdict } from './contract.ts';
import { bundleApp } from './support/bundle.ts';
import { runApp } from './support/process.ts';
import { Surroundings } from './support/surroundings.ts';

/** All promises within the app, ms. */
const lookMs = 180_000;
/** One process of its own, ms. */
const startMs = 60_000;

const electron = chooseElectron();
console.log(`The contract is looked at on Electron ${electron.version}: ${electron.executable}`);

let app: string;
let surroundings: Surroundings;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'contract-app-'));
  [surroundings] = await Promise.all([Surroundings.start(), bundleApp(app)]);
});
afterAll(async () => {
  await surroundings?.[Symbol.asyncDispose]();
  await rm(app, { recursive: true, force: true });
});

describe('the contract', () => {
  const starts = areas.flatMap((area) => Object.entries(area.starts ?? {}));
  const all = [...areas, ...starts.map(([, start]) => start)].flatMap(({ promises }) => Object.values(promises));

  it('has the promises that the product leans on, each with where Electron, or who it is made of, says so', () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    const origin = /^(spec|docs|lib|shell)\/[\w/.-]+|^https:\/\/|^Chromium's [\w/.-]+/;
    expect(all.filter(({ source }) => !origin.test(source))).toEqual([]);
  });

  it('gives each area and each process a name of its own', () => {
    for (const names of [areas.map(({ name }) => name), starts.map(([name]) => name)]) {
      expect(names).toEqual([...new Set(names)]);
    }
  });
});

describe('within the app', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runApp({ app, surroundings, start: null, limitMs: lookMs });
  }, lookMs + 30_000);

  for (const { name, promises } of areas) {
    if (Object.keys(promises).length === 0) continue;
    describe(name, () => {
      for (const [statement, { source }] of Object.entries(promises)) {
        it(statement, ({ skip }) => judge(outcome, name, statement, source, skip));
      }
    });
  }
});

function judge(
  { told, output, code, signal }: Outcome,
  area: string,
  statement: string,
  source: string,
  skip: TestContext['skip'],
): void {
  const verdict = (told as Verdict[]).find((each) => each.area === area && each.statement === statement);
  if (verdict === undefined) throw new Error(`The app ended before (${signal ?? code}). It said:\n${output}`);
  switch (verdict.outcome) {
    case 'kept':
      return;
    case 'skipped':
      skip(verdict.why);
      return;
    case 'broken':
      throw new Error(`${source} says: ${statement}. Seen: ${verdict.seen}`);
  }
}

for (const { name, starts = {} } of areas) {
  for (const [start, { words = [], meanwhile, promises }] of Object.entries(starts)) {
    describe(`${name}, in a process of its own (${start})`, () => {
      let outcome: Outcome;
      beforeAll(async () => {
        outcome = await runApp({ app, surroundings, start, words, limitMs: startMs }, meanwhile);
      }, startMs + 30_000);

      for (const [statement, { source, unless, check }] of Object.entries(promises)) {
        it(statement, ({ skip }) => {
          const why = unless?.(surroundings.where);
          if (why) skip(why);
          try {
            check(outcome);
          } catch (cause) {
            const { told, code, signal, output } = outcome;
            const seen = `It told ${JSON.stringify(told)}, ended with ${signal ?? code} and said: ${output}`;
            throw new Error(`${source} says: ${statement}. ${seen}`, { cause });
          }
        });
      }
    });
  }
}
