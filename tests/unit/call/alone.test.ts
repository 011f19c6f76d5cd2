import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alone, aloneStep, stayAnswerMs } from '../../../src/renderer/call/alone.ts';

const minute = 60_000;
const alone = (change: Partial<Alone> = {}): Alone => ({ since: 0, stayedAt: null, askedAt: null, ...change });

describe('alone in a session', () => {
  it('nobody is asked who is not, or who may be for ever', () => {
    expect(aloneStep(alone({ since: null }), minute, 10 * minute)).toEqual({ do: 'nothing' });
    expect(aloneStep(alone(), null, 1_000 * minute)).toEqual({ do: 'nothing' });
  });

  it('one is asked after the time one has chosen, and not before', () => {
    expect(aloneStep(alone(), 3 * minute, 3 * minute - 1)).toEqual({ do: 'wait', until: 3 * minute });
    expect(aloneStep(alone(), 3 * minute, 3 * minute)).toEqual({ do: 'ask', until: 3 * minute + stayAnswerMs });
  });

  it('the question waits for its answer, then the session is left', () => {
    const asked = alone({ askedAt: 3 * minute });
    expect(aloneStep(asked, 3 * minute, 3 * minute + 1)).toEqual({ do: 'ask', until: 3 * minute + stayAnswerMs });
    expect(aloneStep(asked, 3 * minute, 3 * minute + stayAnswerMs)).toEqual({ do: 'end' });
  });

  it('who chooses to stay has all the time once more', () => {
    const stays = alone({ askedAt: 3 * minute, stayedAt: 3 * minute + 10 });
    expect(aloneStep(stays, 3 * minute, 3 * minute + 10)).toEqual({ do: 'wait', until: 6 * minute + 10 });
  });

  it('a question from before somebody came and left again is no question', () => {
    const again = alone({ since: 5 * minute, askedAt: 3 * minute });
    expect(aloneStep(again, 3 * minute, 5 * minute)).toEqual({ do: 'wait', until: 8 * minute });
  });

  it('a machine that has slept asks before it leaves', () => {
    expect(aloneStep(alone(), minute, 600 * minute)).toEqual({ do: 'ask', until: 600 * minute + stayAnswerMs });
  });

  it('nobody leaves who has not been asked for as long as an answer may take, whatever the times', () => {
    const time = fc.integer({ min: 0, max: 1_000 * minute });
    const states = fc.record({ since: fc.option(time), stayedAt: fc.option(time), askedAt: fc.option(time) });
    fc.assert(
      fc.property(states, fc.option(time), time, (state, idleTimeoutMs, now) => {
        const step = aloneStep(state, idleTimeoutMs, now);
        if (step.do === 'end') expect(now - (state.askedAt ?? Number.NaN)).toBeGreaterThanOrEqual(stayAnswerMs);
        if (step.do === 'wait' || step.do === 'ask') expect(step.until).toBeGreaterThan(now);
      }),
    );
  });
});
