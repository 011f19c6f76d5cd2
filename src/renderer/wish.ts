/**
 * What is wanted of something and what it is, with the rule of when to take the next step from the one to the other. Plain
 * data: a {@link Reconciler} takes the steps, or whoever else keeps a wish in a state of its own.
 */
export type Wish<T> = {
  readonly wanted: T;
  readonly actual: T;
  /** The step that is being taken; another object for each. */
  readonly step: { readonly to: T } | null;
  /** Nothing is tried before it is asked for again: the last step failed, or the time has not come. */
  readonly resting: boolean;
  /** The last step failed and may have been done all the same, with only its answer lost. */
  readonly doubtful: boolean;
  /** During the step its like was asked for again: should it fail, it does not rest. */
  readonly again: boolean;
  /** During the step the world changed under it: whatever comes of it says nothing about what is now. */
  readonly overtaken: boolean;
};

export type Equal<T> = (a: T, b: T) => boolean;

/** Nothing is done about what differs before it is asked for. */
export const wishFor = <T>(actual: T, wanted: T = actual): Wish<T> => ({
  wanted,
  actual,
  step: null,
  resting: true,
  doubtful: false,
  again: false,
  overtaken: false,
});

export const want = <T>(wish: Wish<T>, wanted: T, equal?: Equal<T>): Wish<T> =>
  begin({ ...wish, wanted, resting: false }, equal);

/** Tries again what failed, or fails yet. */
export const retry = <T>(wish: Wish<T>, equal?: Equal<T>): Wish<T> =>
  begin({ ...wish, resting: false, again: wish.step !== null }, equal);

/** The world has changed by itself (new transports, say): what is now is this, and this is wanted of it. */
export const reset = <T>(wish: Wish<T>, actual: T, wanted: T = wish.wanted, equal?: Equal<T>): Wish<T> =>
  retry({ ...wish, actual, wanted, doubtful: false, overtaken: wish.step !== null }, equal);

/** The step is done. */
export function succeeded<T>(wish: Wish<T>, equal?: Equal<T>): Wish<T> {
  if (wish.step === null) return wish;
  const done = { ...wish, step: null, again: false, overtaken: false };
  return begin(
    wish.overtaken ? { ...done, doubtful: true } : { ...done, actual: wish.step.to, doubtful: false },
    equal,
  );
}

export function failed<T>(wish: Wish<T>, equal: Equal<T> = Object.is): Wish<T> {
  if (wish.step === null) return wish;
  // What is wanted, or has been asked for, since the step began has not failed yet.
  const resting = !wish.again && !wish.overtaken && equal(wish.wanted, wish.step.to);
  return begin({ ...wish, step: null, again: false, overtaken: false, doubtful: true, resting }, equal);
}

function begin<T>(wish: Wish<T>, equal: Equal<T> = Object.is): Wish<T> {
  if (wish.step !== null || wish.resting) return wish;
  if (!wish.doubtful && equal(wish.wanted, wish.actual)) return wish;
  return { ...wish, step: { to: wish.wanted } };
}

/** The step that has begun between the two. */
export const begunStep = <T>(before: Wish<T>, after: Wish<T>): { readonly to: T } | null =>
  after.step !== before.step ? after.step : null;
