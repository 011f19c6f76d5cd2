import type { RequestError } from '../../../src/server/errors.ts';

/** The code that this is refused with, `none` when it is not. */
export const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as RequestError).code;
  }
  return 'none';
};

export const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: RequestError) => error.code,
  );
