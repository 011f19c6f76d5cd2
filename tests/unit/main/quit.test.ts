import { describe, expect, it } from 'vitest';
import { insistWithinMs, Quit, type QuitAnswer, releaseWithinMs } from '../../../src/main/quit.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { aCall, FakeLog } from './fakes.ts';

function setUp({ inCall = true, hangs = false }: { inCall?: boolean; hangs?: boolean } = {}) {
  const clock = new ManualClock();
  const log = new FakeLog();
  const did: string[] = [];
  const questions: { answer: (answer: QuitAnswer) => void; fail: (cause: Error) => void }[] = [];
  const never = new Promise<void>(() => undefined);
  const state = { calls: inCall ? [aCall()] : [] };
  const quit = new Quit({
    clock,
    log,
    calls: () => state.calls,
    ask: () => {
      did.push('ask');
      return new Promise((resolve, reject) => questions.push({ answer: resolve, fail: reject }));
    },
    hangUp: () => {
      did.push('hang up');
      return hangs ? never : Promise.resolve();
    },
    release: () => {
      did.push('release');
      return hangs ? never : Promise.resolve();
    },
    releaseNow: () => did.push('release now'),
    exit: () => did.push('exit'),
  });
  const event = { prevented: 0, preventDefault: () => void event.prevented++ };
  return { clock, log, did, questions, state, quit, event };
}

const gone = ['hang up', 'release', 'exit'];

describe('quitting', () => {
  it('without a call asks nothing and releases everything before the process ends', async () => {
    const { quit, did } = setUp({ inCall: false });
    quit.request();
    await settle();
    expect(did).toEqual(gone);
  });

  it('in a call asks, and Hang up and quit ends the call, then the app', async () => {
    const { quit, did, questions, event } = setUp();
    quit.beforeQuit(event);
    await settle();
    expect(event.prevented).toBe(1);
    expect(did).toEqual(['ask']);
    expect(quit.leaving).toBe(false);
    questions[0]!.answer('hang-up-and-quit');
    await settle();
    expect(did).toEqual(['ask', ...gone]);
  });

  it('Stay changes nothing, and a later quit asks again', async () => {
    const { quit, did, questions, clock } = setUp();
    quit.request();
    questions[0]!.answer('stay');
    await settle();
    expect(did).toEqual(['ask']);
    clock.advance(insistWithinMs + 1);
    quit.request();
    expect(did).toEqual(['ask', 'ask']);
  });

  it('a second quit within 3 s always quits, also after Stay', async () => {
    const { quit, did, questions, clock } = setUp();
    quit.request();
    questions[0]!.answer('stay');
    await settle();
    clock.advance(insistWithinMs);
    quit.request();
    await settle();
    expect(did).toEqual(['ask', ...gone]);
  });

  it.each([0, insistWithinMs, 60_000])('a second quit %i ms into the open question quits', async (later) => {
    const { quit, did, questions, clock } = setUp();
    quit.request();
    clock.advance(later);
    quit.request();
    await settle();
    expect(did).toEqual(['ask', ...gone]);
    questions[0]!.answer('stay');
    await settle();
    expect(did).toEqual(['ask', ...gone]);
  });

  it('never asks when the system goes down, also over an open question', async () => {
    const { quit, did } = setUp();
    quit.requestBySystem('SIGTERM');
    await settle();
    expect(did).toEqual(gone);

    const other = setUp();
    other.quit.request();
    other.quit.requestBySystem('the system shuts down');
    await settle();
    expect(other.did).toEqual(['ask', ...gone]);
  });

  it('quits when the question cannot even be asked', async () => {
    const { quit, did, questions } = setUp();
    quit.request();
    questions[0]!.fail(new Error('no display'));
    await settle();
    expect(did).toEqual(['ask', ...gone]);
  });

  it('ends in time when neither the call nor the desktop lets go', async () => {
    const { quit, did, clock } = setUp({ hangs: true });
    quit.requestBySystem('SIGTERM');
    await settle();
    expect(did).toEqual(['hang up']);
    clock.advance((releaseWithinMs * 2) / 3);
    await settle();
    expect(did).toEqual(['hang up', 'release']);
    clock.advance(releaseWithinMs / 3);
    await settle();
    expect(did).toEqual(['hang up', 'release', 'exit']);
    expect(clock.pending).toBe(0);
  });

  it.each(['running', 'asking', 'leaving'])(
    'when the process is ended right afterwards does all it can at once: %s',
    (state) => {
      const { quit, did } = setUp();
      if (state === 'asking') quit.request();
      if (state === 'leaving') quit.requestBySystem('SIGTERM');
      quit.endNow('the session ends');
      expect(did.filter((each) => each !== 'ask')).toEqual(['hang up', 'release now']);
    },
  );

  it('happens once, however often it is wished', async () => {
    const { quit, did, event } = setUp({ inCall: false });
    quit.request();
    quit.request();
    quit.requestBySystem('SIGINT');
    quit.beforeQuit(event);
    await settle();
    expect(did).toEqual(gone);
  });

  it('goes on when hanging up or releasing fails', async () => {
    const clock = new ManualClock();
    const log = new FakeLog();
    const did: string[] = [];
    const fails = () => Promise.reject(new Error('no'));
    const exit = () => void did.push('exit');
    const ask = () => Promise.resolve('stay' as const);
    new Quit({
      clock,
      log,
      calls: () => [],
      ask,
      hangUp: fails,
      release: fails,
      releaseNow: () => undefined,
      exit,
    }).request();
    await settle();
    expect(did).toEqual(['exit']);
    expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
  });
});
