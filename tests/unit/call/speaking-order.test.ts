import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { inOrder, nextChangeAt, nobodySpoke, settled, spoken } from '../../../src/renderer/call/speaking-order.ts';

const people = ['ada', 'bob', 'cy', 'dan'].map((participantId) => ({ participantId }));
let order = nobodySpoke;
let now = 1_000_000;

beforeEach(() => {
  order = nobodySpoke;
  now = 1_000_000;
});

/** For `ms` the server says every 250 ms that these speak. */
function speech(ms: number, ...speakers: string[]): void {
  for (let passed = 0; passed < ms; passed += 250) {
    order = spoken(order, speakers, now);
    now += 250;
  }
  order = settled(order, now);
}

const shown = (): string =>
  inOrder(order, people)
    .map(({ participantId }) => participantId)
    .join(' ');

describe('a tile', () => {
  it('stays where it is for anything shorter than a second', () => {
    speech(750, 'cy');
    speech(5_000);
    expect([shown(), order.floor]).toEqual(['ada bob cy dan', null]);
  });

  it('comes to the front after a second of speech, the latest first', () => {
    speech(1_000, 'cy');
    speech(1_000);
    speech(1_000, 'dan');
    expect([shown(), order.floor]).toEqual(['dan cy ada bob', 'dan']);
  });

  it('comes to the front although its speaker takes breath', () => {
    speech(500, 'cy');
    speech(250);
    speech(500, 'cy');
    expect(shown()).toBe('cy ada bob dan');
  });

  it('keeps its place while those in front talk to each other, and the floor goes to and fro', () => {
    speech(1_000, 'cy');
    speech(1_000, 'dan');
    const floors = [];
    for (const speaker of ['cy', 'dan', 'cy']) {
      speech(2_000, speaker);
      floors.push(order.floor);
    }
    expect([shown(), floors]).toEqual(['dan cy ada bob', ['cy', 'dan', 'cy']]);
  });

  it('is in front for a minute after the last word, and it is said when to look', () => {
    speech(1_000, 'dan');
    order = spoken(order, [], now);
    const end = nextChangeAt(order) ?? 0;
    expect(end - now).toBe(60_000);
    order = settled(order, end - 1);
    expect(shown()).toBe('dan ada bob cy');
    order = settled(order, end);
    expect([shown(), nextChangeAt(order)]).toEqual(['ada bob cy dan', null]);
  });

  it('comes to the front on time when the server has nothing new to say', () => {
    order = spoken(order, ['bob'], now);
    expect(nextChangeAt(order)).toBe(now + 1_000);
    order = settled(order, now + 1_000);
    expect(shown()).toBe('bob ada cy dan');
  });

  it('leaves the floor to nobody who speaks at the same time', () => {
    speech(2_000, 'cy');
    speech(2_000, 'cy', 'dan');
    expect(order.floor).toBe('cy');
    speech(250, 'dan');
    expect(order.floor).toBe('dan');
  });
});

it('whatever is said, nobody is lost or doubled, and time alone changes nothing before it is said to', () => {
  const ids = people.map(({ participantId }) => participantId);
  const sayings = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 90_000 }), who: fc.subarray(ids) }));
  fc.assert(
    fc.property(sayings, (said) => {
      let at = 0;
      let current = nobodySpoke;
      for (const { ms, who } of said) {
        const next = nextChangeAt(current);
        const quiet = settled(current, Math.min(at + ms, (next ?? Number.POSITIVE_INFINITY) - 1));
        expect(inOrder(quiet, people)).toEqual(inOrder(current, people));
        expect(quiet.floor).toBe(current.floor);
        at += ms;
        current = spoken(current, who, at);
        expect(
          inOrder(current, people)
            .map(({ participantId }) => participantId)
            .sort(),
        ).toEqual(ids);
      }
    }),
  );
});
