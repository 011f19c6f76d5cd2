/** Ids, and the people that they are of. */
import { z } from 'zod';
import { displayName } from '../display-name.ts';

export const id = z.string().min(1).max(128);
export const sessionId = z.string().min(1).max(64);
export const invitationId = z.string().min(1).max(64);
const madeByClient = /^[A-Za-z0-9_-]{22}$/;
/** 128 random bits, base64url: nobody else's by accident, and nobody's to guess. */
export const newSessionId = z.string().regex(madeByClient);
/** The same; one session's alone. */
export const newInvitationId = z.string().regex(madeByClient);
export const personId = z
  .string()
  .min(1)
  .max(64)
  // With `|`, as identity providers write whose account it is: `auth0|507f1f77bcf86cd799439011`.
  .regex(/^[\p{L}\p{N}._@+|-]+$/u);

export const presence = z.enum(['online', 'in-call', 'offline']);
export type Presence = z.infer<typeof presence>;
export const person = z.object({ id: personId, name: displayName, presence });
export type Person = z.infer<typeof person>;
export const personName = z.object({ id: personId, name: displayName });
export type PersonName = z.infer<typeof personName>;
