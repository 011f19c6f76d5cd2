import { describe, expect, it } from 'vitest';
import { Reconciler } from '../../../src/renderer/reconciler.ts';
import { settle } from '../support/settle.ts';

function slowSwitch() {
  const started: boolean[] = [];
  const actuals: boolean[] = [];
  const failures: unknown[] = [];
  let finish: (error?: Error) => void = () => {};
  const reconciler = new Reconciler(false, {
    apply: (wanted) =>
      new Promise<void>((resolve, reject) => {
        started.push(wanted);
        finish = (error) => (error === undefined ? resolve() : reject(error));
      }),
    onActual: (actual) => actuals.push(actual),
    onFailure: (error) => failures.push(error),
  });
  const finishStep = async (error?: Error) => {
    finish(error);
    await settle();
  };
  return { reconciler, started, actuals, failures, finishStep };
}

describe('wanted and actual', () => {
  it('changes the actual value only once the step is done', async () => {
    const { reconciler, actuals, finishStep } = slowSwitch();
    reconciler.want(true);
    expect([reconciler.wanted, reconciler.actual]).toEqual([true, false]);
    await finishStep();
    expect([reconciler.actual, actuals]).toEqual([true, [true]]);
  });

  it('takes the step that is under way back, and no more, for ten presses that end as they began', async () => {
    const { reconciler, started, finishStep } = slowSwitch();
    for (let press = 0; press < 10; press += 1) reconciler.want(press % 2 === 0);
    await finishStep();
    await finishStep();
    expect(started).toEqual([true, false]);
    expect(reconciler.actual).toBe(false);
  });

  it('rests after a failure until it is told to try again', async () => {
    const { reconciler, started, failures, finishStep } = slowSwitch();
    reconciler.want(true);
    await finishStep(new Error('offline'));
    expect([started.length, failures.length, reconciler.actual]).toEqual([1, 1, false]);
    reconciler.retry();
    await finishStep();
    expect([started.length, reconciler.actual]).toEqual([2, true]);
  });

  it('does not hold a failure against a wish that came meanwhile', async () => {
    const { reconciler, started, finishStep } = slowSwitch();
    reconciler.want(true);
    reconciler.want(false);
    await finishStep(new Error('offline'));
    await finishStep();
    reconciler.want(true);
    await finishStep();
    expect([started, reconciler.actual]).toEqual([[true, false, true], true]);
  });

  it('takes back a step that failed, which may have been done with its answer lost', async () => {
    const { reconciler, started, finishStep } = slowSwitch();
    reconciler.want(true);
    await finishStep(new Error('no answer'));
    reconciler.want(false);
    await finishStep();
    expect([started, reconciler.actual]).toEqual([[true, false], false]);
    reconciler.retry();
    expect(started).toHaveLength(2);
  });

  it('goes for the wish again when the world falls back by itself', async () => {
    const { reconciler, started, finishStep } = slowSwitch();
    reconciler.want(true);
    await finishStep();
    reconciler.reset(false);
    expect(reconciler.actual).toBe(false);
    await finishStep();
    expect([started, reconciler.actual]).toEqual([[true, true], true]);
  });

  it('tries once more when that was asked for during the step that failed', async () => {
    const { reconciler, started, finishStep } = slowSwitch();
    reconciler.want(true);
    // Signaling is back; the request from before its loss fails only now.
    reconciler.retry();
    await finishStep(new Error('lost with the connection'));
    expect(started).toEqual([true, true]);
    await finishStep(new Error('refused'));
    expect(started).toHaveLength(2);
  });

  it('does not take a step for done that the world has overtaken', async () => {
    const { reconciler, started, actuals, finishStep } = slowSwitch();
    reconciler.want(true);
    // New transports, which know nothing of it.
    reconciler.reset(false);
    await finishStep();
    expect([started, reconciler.actual, actuals]).toEqual([[true, true], false, []]);
    await finishStep();
    expect([started.length, reconciler.actual]).toEqual([2, true]);
  });

  it('does nothing any more once stopped', async () => {
    const { reconciler, actuals, finishStep } = slowSwitch();
    reconciler.want(true);
    reconciler.stop();
    await finishStep();
    reconciler.want(true);
    expect(actuals).toEqual([]);
  });
});
