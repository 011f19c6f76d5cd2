/** The way to the call server, whatever carries it. */
import type { ProtocolError, Pushes, PushOf, ReplyOf, RequestName, RequestOf } from '../../shared/protocol.ts';
import type { EventSource } from '../emitter.ts';

export type SignalingEvents = {
  [N in keyof Pushes]: PushOf<N>;
} & {
  /** The connection is gone; it is being brought back. */
  offline: { reason: string };
  /** An attempt to connect failed; the next follows by itself. */
  unreachable: { message: string };
  /** The server refuses this sign-in; nothing more is tried. */
  refused: { error: ProtocolError };
  /** Another connection of this installation has taken this one's place; nothing more is tried. */
  replaced: undefined;
};

export interface Signaling extends EventSource<SignalingEvents> {
  /** Signed in: `welcome` has been received and the connection has not been lost since. */
  readonly online: boolean;
  connect(): void;
  /**
   * Requests reach the server in the order in which they are made.
   * @throws {CallError} with the server's code, or not-connected (it was not sent), timeout (it was, and no answer came),
   * bad-reply.
   */
  request<N extends RequestName>(name: N, data: RequestOf<N>, timeoutMs?: number): Promise<ReplyOf<N>>;
  /** Connects again at once: the present connection is not trusted, or waiting for the next attempt is pointless. */
  reconnectNow(): void;
  /** For good. */
  close(): void;
}
