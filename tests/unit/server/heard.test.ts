import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Heard,
  keptAfterMuteMs,
  defaultHeardRules as rules,
  type Voice,
  whoIsHeard,
} from '../../../src/server/sessions/heard.ts';

const now = 1_000_000;
const time = fc.option(fc.integer({ min: now - 60_000, max: now }), { nil: null });
const voices = (count: { minLength?: number; maxLength: number }) =>
  fc.array(fc.record({ muted: fc.boolean(), mutedAt: time, spokeAt: time, beganAt: time }), count).map((list) =>
    list.map(
      (voice, index): Voice => ({
        ...voice,
        participantId: `p${index}`,
        mutedAt: voice.muted ? voice.mutedAt : null,
      }),
    ),
  );
const people = voices({ maxLength: 100 });
const crowd = voices({ minLength: rules.all + 1, maxLength: 100 });

const whoOf = (list: readonly Voice[]): Heard => whoIsHeard(list, now, rules);
const on = (list: readonly Voice[]) => list.filter(({ muted }) => !muted);
/** Nobody has spoken yet. */
const quiet = (count: number, muted = false): Voice[] =>
  Array.from({ length: count }, (_, index) => ({
    participantId: `p${index}`,
    muted,
    mutedAt: null,
    spokeAt: null,
    beganAt: null,
  }));

describe('whoever is heard', () => {
  it('is subscribed to, and nobody twice or from nowhere', () => {
    fc.assert(
      fc.property(people, (list) => {
        const { heard, subscribed } = whoOf(list);
        const all = new Set(list.map(({ participantId }) => participantId));
        expect([...heard].every((id) => subscribed.has(id)) && [...subscribed].every((id) => all.has(id))).toBe(true);
      }),
    );
  });

  it('is everybody whose microphone is on, up to 16', () => {
    fc.assert(
      fc.property(crowd, (list) => {
        fc.pre(on(list).length <= rules.all);
        expect([...whoOf(list).heard].sort()).toEqual(
          on(list)
            .map(({ participantId }) => participantId)
            .sort(),
        );
      }),
    );
  });

  it('of more are the 8 who spoke last', () => {
    fc.assert(
      fc.property(voices({ minLength: 40, maxLength: 100 }), (list) => {
        fc.pre(on(list).length > rules.all);
        const { heard } = whoOf(list);
        expect(heard.size).toBe(rules.latest);
        const spoke = (voice: Voice) => voice.spokeAt ?? Number.NEGATIVE_INFINITY;
        const inside = on(list).filter(({ participantId }) => heard.has(participantId));
        const outside = on(list).filter(({ participantId }) => !heard.has(participantId));
        expect(Math.min(...inside.map(spoke))).toBeGreaterThanOrEqual(Math.max(...outside.map(spoke)));
      }),
    );
  });

  it('is anybody who begins to speak, and one at most makes room', () => {
    fc.assert(
      fc.property(crowd, fc.nat(), (list, pick) => {
        const who = on(list)[pick % Math.max(1, on(list).length)];
        fc.pre(who !== undefined);
        const before = whoOf(list);
        const began = { ...who, spokeAt: now + 1, beganAt: now + 1 };
        const after = whoIsHeard(
          list.map((voice) => (voice.participantId === who.participantId ? began : voice)),
          now + 1,
          rules,
        );
        expect(after.heard.has(who.participantId)).toBe(true);
        expect([...before.heard].filter((id) => !after.heard.has(id)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('while all speak at once is also who began last', () => {
    const list = quiet(20).map((voice, index) => ({ ...voice, spokeAt: now, beganAt: now - 1_000 + index }));
    expect([...whoOf(list).heard].sort()).toEqual(['p12', 'p13', 'p14', 'p15', 'p16', 'p17', 'p18', 'p19']);
  });

  it('does not change when somebody who has not spoken comes or goes', () => {
    const list = quiet(30).map((voice, index) => ({ ...voice, spokeAt: index < 10 ? now - index : null }));
    const one = list.filter(({ participantId }) => participantId !== 'p29');
    expect([...whoOf(one).heard]).toEqual([...whoOf(list).heard]);
  });
});

describe('subscriptions', () => {
  it('are to everybody, muted or not, among up to 16 participants', () => {
    fc.assert(
      fc.property(voices({ maxLength: rules.all }), (list) => {
        expect(whoOf(list).subscribed.size).toBe(list.length);
      }),
    );
  });

  it('are never to more than 32, however many there are', () => {
    fc.assert(
      fc.property(crowd, (list) => {
        expect(whoOf(list).subscribed.size).toBeLessThanOrEqual(2 * rules.all);
      }),
    );
  });

  it('cost nothing for who is muted in a crowd', () => {
    expect(whoOf(quiet(17, true)).subscribed.size).toBe(0);
    expect([...whoOf([...quiet(16, true), { ...quiet(17)[16], muted: false } as Voice]).subscribed]).toEqual(['p16']);
  });

  it('to who has just muted stay for a while, and it says until when', () => {
    fc.assert(
      fc.property(crowd, (list) => {
        const { subscribed, nextLookAt } = whoOf(list);
        for (const { participantId, muted, mutedAt } of list) {
          if (muted && subscribed.has(participantId)) expect(mutedAt).toBeGreaterThan(now - keptAfterMuteMs);
        }
        if (nextLookAt === null) return;
        expect(nextLookAt).toBeGreaterThan(now);
        expect(whoIsHeard(list, nextLookAt - 1, rules).subscribed).toEqual(subscribed);
        expect(whoIsHeard(list, nextLookAt, rules).subscribed).not.toEqual(subscribed);
      }),
    );
  });

  it('outlast a cough: who mutes and unmutes is not subscribed to anew', () => {
    const list = quiet(20, true).map((voice, index) => (index < 3 ? { ...voice, muted: false, spokeAt: now } : voice));
    const muted = list.map((voice, index) => (index === 0 ? { ...voice, muted: true, mutedAt: now } : voice));
    expect([...whoIsHeard(muted, now + 1_000, rules).subscribed].sort()).toEqual([...whoOf(list).subscribed].sort());
    expect([...whoIsHeard(muted, now + keptAfterMuteMs, rules).subscribed].sort()).toEqual(['p1', 'p2']);
  });
});
