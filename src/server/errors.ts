import type { ErrorCode, ProtocolError } from '../shared/protocol.ts';

/** A request that is refused: reaches the client as `{ error: { code, message } }`. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  toProtocol(): ProtocolError {
    return { code: this.code, message: this.message.slice(0, 2_000) };
  }
}

/** Of a link to a session: forged, cut off, of another session, or ended by a newer one. */
export function invalidLink(cause?: unknown): RequestError {
  return new RequestError('link-invalid', 'This link is not valid (any more). Ask for a new one.', { cause });
}

/** The server cannot start as it was asked to: the message is for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** Process exit code. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
