import type { ErrorCode } from '../shared/protocol.ts';

export type CallErrorCode =
  | ErrorCode
  /** There is no connection to the call server now: nothing was sent. */
  | 'not-connected'
  /** The server did not answer in time, or not before the connection was lost: it may have done what it was asked. */
  | 'timeout'
  /** The server sent what the protocol does not allow. */
  | 'bad-reply'
  /** WebRTC refused or failed. */
  | 'media-failed';

/** Why something about a call did not work. `message` says what, where and what to do next, for logs. */
export class CallError extends Error {
  readonly code: CallErrorCode;

  constructor(code: CallErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CallError';
    this.code = code;
  }
}

export const hasCode = (error: unknown, ...codes: CallErrorCode[]): boolean =>
  error instanceof CallError && codes.includes(error.code);
