/**
 * The signaling protocol between softphone and call server, whole: every request with its reply, every push, every
 * error code. Carried by socket.io: a request is an event with an acknowledgement, a push an event without.
 *
 * Sign-in is the socket.io handshake: {@link signIn} in `auth`. A refused sign-in is a `connect_error` whose `data` is a
 * {@link protocolError}; an accepted one is followed at once by the push `welcome`.
 *
 * A request's acknowledgement is {@link Reply}: `{ ok: result }` or `{ error }`.
 */

export * from './protocol/errors.ts';
export * from './protocol/ids.ts';
export * from './protocol/limits.ts';
export * from './protocol/media.ts';
export * from './protocol/pushes.ts';
export * from './protocol/requests.ts';
export * from './protocol/sessions.ts';
