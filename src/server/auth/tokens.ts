import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { cleanName } from '../../shared/display-name.ts';
import { type ErrorCode, echoPersonId, personId } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import { isFor } from './audience.ts';

/** Where the trust in tokens comes from. */
export type TokenKey = { kind: 'secret'; secret: string } | { kind: 'jwks'; url: string };

/** Shortest HS256 secret, characters: RFC 7518 asks for as many bits as the hash has. */
export const minSecretLength = 32;

const dayMs = 86_400_000;
const symmetric = ['HS256'];
/** Algorithms of public keys: none that a public key could be mistaken for a secret with. */
const asymmetric = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

/** @param days until it expires. */
export async function issueToken(
  who: PersonRef,
  options: { secret: string; serverId: string; days: number; clock: Clock },
): Promise<string> {
  const id = personId.safeParse(who.id);
  if (!id.success || who.id === echoPersonId) {
    throw new RequestError('bad-request', `"${who.id}" cannot be a person's id: use letters, digits and . _ @ + -`);
  }
  const now = options.clock.now();
  return new SignJWT({ name: cleanName(who.name) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(who.id)
    .setAudience(options.serverId)
    .setIssuedAt(new Date(now))
    .setExpirationTime(new Date(now + options.days * dayMs))
    .sign(new TextEncoder().encode(options.secret));
}

/** Says who a token speaks for. */
export class TokenVerifier {
  readonly #serverId: string;
  readonly #check: (token: string) => Promise<Record<string, unknown>>;

  constructor(key: TokenKey, serverId: string, clock: Clock) {
    this.#serverId = serverId;
    const options = () => ({ audience: serverId, currentDate: new Date(clock.now()), requiredClaims: ['exp', 'sub'] });
    switch (key.kind) {
      case 'secret': {
        const secret = new TextEncoder().encode(key.secret);
        this.#check = async (token) =>
          (await jwtVerify(token, secret, { ...options(), algorithms: symmetric })).payload;
        break;
      }
      case 'jwks': {
        const keys = createRemoteJWKSet(new URL(key.url));
        this.#check = async (token) => (await jwtVerify(token, keys, { ...options(), algorithms: asymmetric })).payload;
        break;
      }
    }
  }

  /** @throws RequestError `token-missing`, `token-expired`, `token-other-server`, `token-invalid`, `internal`. */
  async verify(token: string): Promise<PersonRef> {
    if (token.trim() === '') throw new RequestError('token-missing', 'Sign in with a token of this server.');
    let claims: Record<string, unknown>;
    try {
      claims = await this.#check(token);
    } catch (error) {
      throw refusal(this.#codeOf(token, error), error);
    }
    const id = personId.safeParse(claims.sub);
    if (!id.success || id.data === echoPersonId) throw refusal('token-invalid', null);
    const name = claims.name;
    return { id: id.data, name: cleanName(typeof name === 'string' && name !== '' ? name : id.data) };
  }

  #codeOf(token: string, error: unknown): ErrorCode {
    if (error instanceof errors.JWTExpired) return 'token-expired';
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') return 'token-other-server';
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      // Another server's tokens have another server's signature: only a hint for who mixed them up, nothing is trusted.
      return isFor(token, this.#serverId) ? 'token-invalid' : 'token-other-server';
    }
    // Keys that cannot be fetched are not the token's fault: a network error, a timeout, or an answer that holds no keys.
    const fetched = error instanceof errors.JOSEError && error.code !== errors.JOSEError.code;
    if (!fetched || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return 'internal';
    return 'token-invalid';
  }
}

function refusal(code: ErrorCode, cause: unknown): RequestError {
  const messages: Partial<Record<ErrorCode, string>> = {
    'token-expired': 'This token has expired. Ask whoever runs the server for a new one.',
    'token-other-server': 'This token is for another server.',
    internal: 'Tokens cannot be checked right now. Try again in a moment.',
  };
  return new RequestError(code, messages[code] ?? 'This token is not valid here.', { cause });
}
