import { z } from 'zod';
import { personId } from './protocol.ts';
import { sessionLink } from './session-link.ts';
import { sessionSettings } from './session-settings.ts';

/** Most people that one can call at once. */
export const maxCalled = 99;

/** What somebody at a terminal asks of the app: calling people, or starting a session with a title; or joining one. */
export const sessionWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), people: z.array(personId).max(maxCalled), settings: sessionSettings }),
  z.strictObject({ kind: z.literal('join'), link: sessionLink }),
]);
export type SessionWish = z.infer<typeof sessionWish>;
