/** What a request or a sign-in can be refused with. */
import { z } from 'zod';

export const errorCodes = [
  // Sign-in
  'token-missing',
  'token-invalid',
  'token-expired',
  'token-other-server',
  'version-mismatch',
  // Any request
  'bad-request',
  'unknown-method',
  'too-large',
  'rate-limited',
  'internal',
  // Calls
  'person-not-found',
  'self-call',
  'offline',
  'busy',
  'session-not-found',
  'session-full',
  'session-locked',
  'not-allowed',
  'already-there',
  'invitation-not-found',
  'participant-not-found',
  'not-ringing',
  // Links to a session
  'link-invalid',
  'link-expired',
  'link-other-server',
  // Media
  'not-found',
  'media-rejected',
  'limit-reached',
] as const;
export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

export const protocolError = z.object({ code: errorCode, message: z.string().max(2_000) });
export type ProtocolError = z.infer<typeof protocolError>;
