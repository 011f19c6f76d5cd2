/** Steps of the set-up: one line when one begins, one more when it takes long, and a failure that says what to do. */

import { UsageError } from './usage.mjs';

/** A step that could not be done. `todo` is what the person in front of the machine can do about it. */
export class SetupError extends Error {
  /** @param {{ step: string, why: string, todo: string, cause?: unknown }} failure */
  constructor({ step, why, todo, cause }) {
    super(`${step}: ${why}`, { cause });
    this.name = 'SetupError';
    this.step = step;
    this.why = why;
    this.todo = todo;
  }
}

/** One line of progress. */
export const say = (line) => process.stdout.write(`${line}\n`);

const reminderMs = 20_000;

/** Says that `what` goes on and, while `work` takes long, that it still does. */
export async function withProgress(what, work) {
  say(`${what} …`);
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const reminder = setInterval(() => say(`  … still at it after ${seconds()} s`), reminderMs);
  try {
    return await work();
  } finally {
    clearInterval(reminder);
  }
}

/** Prints a failure in plain words. What is no failure foreseen here is a defect and shows its stack. */
export function reportFailure(error) {
  if (error instanceof SetupError) {
    process.stderr.write(
      `\nCould not finish: ${error.step}\n  Why:        ${error.why}\n  What to do: ${error.todo}\n`,
    );
  } else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
  } else {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
