import { describe, expect, test } from 'vitest';
import { type Row, rowOf } from '../../bench/row.ts';
import { Session } from '../../bench/session.ts';
import { table } from '../../bench/table.ts';

const row = (name: string): Row => rowOf({ name, unit: 'ms', ours: [1, 2, 3], target: { ours: 5 } });

describe('a run of benchmarks', () => {
  test('loses only the row that could not be measured, and says which', async () => {
    const session = new Session({ quick: true, say: () => {} });
    await session.run('first', async (context) => {
      await context.attempt('one', async () => row('one'));
      await context.attempt('two', () => Promise.reject(new Error('nobody was heard')));
      await context.attempt('three', async () => [row('three a'), row('three b')]);
      return [row('four')];
    });
    await session.run('second', () => Promise.reject(new Error('no server')));
    await session.run('third', async () => [row('five')]);

    expect(session.results.map(({ name }) => name)).toEqual([
      ...['one', 'two', 'three a', 'three b', 'four'],
      ...['second', 'five'],
    ]);
    expect(session.failures.map(({ name }) => name)).toEqual(['two', 'second']);
    const lines = table(session.results).split('\n');
    expect(lines.filter((line) => line.includes('NOT MEASURED')).map((line) => line.split(' ')[0])).toEqual([
      ...['two', 'second'],
    ]);
    expect(lines.filter((line) => line.includes('met'))).toHaveLength(5);
  });

  test('keeps what was measured before a failure', async () => {
    const session = new Session({ quick: true, say: () => {} });
    await session.run('first', async (context) => {
      await context.attempt('one', async () => row('one'));
      throw new Error('the app has ended');
    });
    expect(session.results).toMatchObject([{ name: 'one' }, { name: 'first', failure: 'the app has ended' }]);
  });
});
