import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { invalidLink, RequestError } from '../errors.ts';
import { isFor } from './audience.ts';

/** Says what the token is for: one that was signed for something else is none (RFC 8725, section 3.11). */
const typ = 'holdfast-link+jwt';
const algorithm = 'HS256';

const claims = z.object({ session: z.string(), generation: z.number(), exp: z.number() });

export type SessionLinksContext = {
  /**
   * 32 random bytes, base64url, of the data folder. Not derived from what signs the tokens of people: with an identity provider
   * there is no such secret here, and one that is changed would end links that have nothing to do with it. It lives as long
   * as the sessions that it is for, in the same folder.
   */
  key: string;
  serverId: string;
  clock: Clock;
  /** How long a link is good, ms. */
  lifetimeMs: number;
};

/**
 * Tokens of links to sessions: whoever has one may join. A token names this server, the session, when it expires and the
 * generation of the session's link, so that renewing the link ends older ones without a list of them.
 */
export class SessionLinks {
  readonly #context: SessionLinksContext;
  readonly #key: Uint8Array;

  constructor(context: SessionLinksContext) {
    this.#context = context;
    this.#key = Buffer.from(context.key, 'base64url');
  }

  /** @returns `expiresAt` in ms since the epoch. */
  async issue(sessionId: string, generation: number): Promise<{ token: string; expiresAt: number }> {
    const { serverId, clock, lifetimeMs } = this.#context;
    // A token counts in seconds.
    const expiresAt = Math.floor((clock.now() + lifetimeMs) / 1_000) * 1_000;
    const token = await new SignJWT({ session: sessionId, generation })
      .setProtectedHeader({ alg: algorithm, typ })
      .setAudience(serverId)
      .setExpirationTime(new Date(expiresAt))
      .sign(this.#key);
    return { token, expiresAt };
  }

  /**
   * The generation of the session's link that the token is of; whether that is the present one is the session's to know.
   * @throws RequestError `link-invalid`, `link-expired`, `link-other-server`.
   */
  async generationOf(token: string, sessionId: string): Promise<number> {
    const { serverId, clock } = this.#context;
    const options = { algorithms: [algorithm], typ, audience: serverId, currentDate: new Date(clock.now()) };
    let payload: unknown;
    try {
      payload = (await jwtVerify(token, this.#key, options)).payload;
    } catch (cause) {
      throw this.#refusal(token, cause);
    }
    const parsed = claims.safeParse(payload);
    if (!parsed.success || parsed.data.session !== sessionId) throw invalidLink();
    return parsed.data.generation;
  }

  #refusal(token: string, cause: unknown): RequestError {
    if (cause instanceof errors.JWTExpired) {
      return new RequestError('link-expired', 'This link has expired. Ask for a new one.', { cause });
    }
    // Only a hint for who mixed servers up: the token of another one cannot be checked here, and nothing is trusted.
    if (!isFor(token, this.#context.serverId)) {
      return new RequestError('link-other-server', 'This link is for another server.', { cause });
    }
    return invalidLink(cause);
  }
}
