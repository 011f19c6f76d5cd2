import { decodeJwt } from 'jose';

/** Whether a token names this server as its audience, or nobody; also true of what is no token at all, which others refuse. */
export function isFor(token: string, serverId: string): boolean {
  try {
    const { aud } = decodeJwt(token);
    return aud === undefined || [aud].flat().includes(serverId);
  } catch {
    return true;
  }
}
