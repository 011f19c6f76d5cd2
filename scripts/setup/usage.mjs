/** Command lines of the scripts, and what is wrong with them. */
import { parseArgs } from 'node:util';

/** What was typed makes no sense; the message says which part of it. */
export class UsageError extends Error {
  name = 'UsageError';
}

/**
 * `parseArgs` of Node, whose complaints become a {@link UsageError}.
 * @param {import('node:util').ParseArgsConfig} config
 */
export function readOptions(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error.message, { cause: error });
  }
}
