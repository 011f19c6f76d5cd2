import { describe, expect, test } from 'vitest';
import { benchmarks, selectBenchmarks } from '../../../scripts/bench/options.mjs';
import { UsageError } from '../../../scripts/setup/usage.mjs';
import { idOf, parseOptions } from '../../../scripts/start/options.mjs';
import { countsLine, fromPlaywright, fromVitest, ofRunner, sum, whole } from '../../../scripts/test/counts.mjs';
import { selectParts } from '../../../scripts/test/parts.mjs';

describe('the line of counts', () => {
  test('sums all runners', () => {
    const vitest = fromVitest({ numPassedTests: 10, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 });
    const playwright = fromPlaywright({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 } });
    expect(countsLine(sum([whole(0), whole(1), vitest, playwright]))).toBe('16 passed, 4 failed');
  });

  test('names skipped tests only where there are any', () => {
    expect(countsLine({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
  });

  test.each([
    ['an error outside any test', 1, { passed: 4, failed: 0, skipped: 0 }, 1],
    ['a failed test', 1, { passed: 4, failed: 2, skipped: 0 }, 2],
    ['no test found', 0, { passed: 0, failed: 0, skipped: 0 }, 1],
    ['only skipped tests', 0, { passed: 0, failed: 0, skipped: 3 }, 1],
    ['all well', 0, { passed: 4, failed: 0, skipped: 0 }, 0],
    ['killed by a signal after all passed', null, { passed: 4, failed: 0, skipped: 0 }, 1],
  ])('a runner with %s', (_, exitCode, report, failed) => {
    expect(ofRunner(exitCode, report, (counts: typeof report) => counts).failed).toBe(failed);
  });

  test('a runner without a report has failed', () => {
    expect(ofRunner(0, null, () => whole(0))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('npm test -- …', () => {
  test('runs everything when nothing is named', () => {
    expect(selectParts([]).selected.map((part) => part.name)).toEqual([
      'lint',
      'types',
      'types-node',
      'borders',
      'unused',
      'unit',
      'tools',
      'contract',
      'integration',
      'packaged',
      'smoke',
      'e2e',
      'gaps',
    ]);
  });

  test('runs what is named, and hands the rest to its runner', () => {
    const { selected, extra } = selectParts(['e2e', '--', '--grep', 'Echo']);
    expect(selected.map((part) => part.name)).toEqual(['e2e']);
    expect(extra).toEqual(['--grep', 'Echo']);
  });

  test('says which parts there are when it knows no such part', () => {
    expect(() => selectParts(['units'])).toThrow(/no part named "units".*unit, tools, contract, integration/);
  });
});

describe('npm run bench -- …', () => {
  test('measures everything when nothing is named', () => {
    expect(selectBenchmarks([])).toEqual({ names: benchmarks(), quick: false });
    expect(benchmarks()).toEqual(expect.arrayContaining(['join', 'desktop-commands']));
  });

  test('measures what is named', () => {
    expect(selectBenchmarks(['join', 'desktop-start', '--quick'])).toEqual({
      names: ['desktop-start', 'join'],
      quick: true,
    });
  });

  test.each([['joined'], ['--only=join']])('says what to type instead of %s', (typed) => {
    expect(() => selectBenchmarks([typed])).toThrow(UsageError);
  });

  test('says which benchmarks there are when it knows no such one', () => {
    expect(() => selectBenchmarks(['joined'])).toThrow(/no benchmark named "joined".*desktop-commands,.* join/);
  });
});

describe('npm start -- …', () => {
  test('signs in under the user name, or a name of choice', () => {
    expect(parseOptions([], 'ada')).toMatchObject({ name: 'ada', id: 'ada', port: null });
    expect(parseOptions(['--name', 'Grace Hopper'], 'ada')).toMatchObject({ name: 'Grace Hopper', id: 'grace-hopper' });
    expect(parseOptions([]).name).not.toBe('');
    expect(parseOptions(['--second', '--port', '0'], 'ada')).toMatchObject({ name: 'Bob', id: 'bob', port: 0 });
  });

  test.each([
    [['--port', 'http']],
    [['--port', '65536']],
    [['--port', '-1']],
    [['--name', ' ']],
    [['--colour', 'red']],
    [['word']],
  ])('refuses %j', (argv) => {
    expect(() => parseOptions(argv, 'ada')).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });

  test.each([
    ['Ada Lovelace', 'ada-lovelace'],
    ['  Łukasz  Żak ', 'łukasz-żak'],
    ['李雷', '李雷'],
    ['🙂', 'me'],
    ['../etc', '..-etc'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('makes of %j an id that the server takes and a folder can be called', (name, id) => {
    expect(idOf(name)).toBe(id);
  });
});
