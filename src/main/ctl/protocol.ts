/**
 * How `holdfast ctl` talks to the running copy: over a local socket that only this user may open, one line of JSON each
 * way, one question a connection.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { callSnapshot } from '../../shared/call.ts';

export const ctlVerbs = ['status', 'mute', 'unmute', 'toggle-mute', 'hang-up', 'show', 'accept', 'decline'] as const;
export type CtlVerb = (typeof ctlVerbs)[number];

export const ctlQuestion = z.strictObject({ verb: z.enum(ctlVerbs) });

/** Where the call stands when the answer is given; an answer to a command waits until it shows. */
export const ctlAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), call: callSnapshot.nullable() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.enum(['no-call', 'not-applicable', 'bad-question', 'no-effect']), message: z.string() }),
  }),
]);
export type CtlAnswer = z.infer<typeof ctlAnswer>;

/** Longest line either side reads, characters. */
export const maxLine = 8_192;

/** Longest path of a Unix socket that all systems take, bytes. */
const maxSocketPath = 100;

/** The socket of the copy that keeps its data in `userData`. */
export function ctlAddress(userData: string, platform: NodeJS.Platform = process.platform): string {
  const digest = createHash('sha256').update(userData).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\holdfast-${digest}`;
  const path = join(userData, 'ctl.sock');
  return Buffer.byteLength(path) <= maxSocketPath ? path : join(tmpdir(), `holdfast-${digest}.sock`);
}
