/**
 * How `holdfast ctl` talks to the running copy: over a local socket that only this user may open, one question a
 * connection. The question is a line of JSON; the answer is ready to be printed, so that a few lines of any language can
 * ask: a line with the code to end with, then the text.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';

export const ctlVerbs = ['status', 'mute', 'unmute', 'toggle-mute', 'hang-up', 'show', 'accept', 'decline'] as const;
export type CtlVerb = (typeof ctlVerbs)[number];

export const ctlUsage = `Usage: holdfast ctl ${ctlVerbs.join('|')} [--json] [--user-data-dir DIR]\n`;

/** What `holdfast ctl` ends with. */
export const ctlExit = { done: 0, refused: 1, usage: 2, notRunning: 3 } as const;

export const ctlQuestion = z.strictObject({ verb: z.enum(ctlVerbs), as: z.enum(['text', 'json']) });
export type CtlQuestion = z.infer<typeof ctlQuestion>;

/** Where the call stands when the answer is given; an answer to a command waits until it shows. */
export type CtlAnswer =
  | { ok: true; call: CallSnapshot | null }
  | {
      ok: false;
      error: { code: 'no-call' | 'not-applicable' | 'bad-question' | 'no-effect'; message: string };
    };

/** What to print, to the standard error if the code is not 0 and no JSON was asked for, and what to end with. */
export type CtlPrinted = { code: number; text: string };

/** @param now ms since 1970. */
export function printed(answer: CtlAnswer, as: CtlQuestion['as'], now: number): CtlPrinted {
  const code = answer.ok ? ctlExit.done : ctlExit.refused;
  if (as === 'json') return { code, text: JSON.stringify(answer) };
  if (!answer.ok) return { code, text: answer.error.message };
  return { code, text: answer.call === null ? words.ctl.noCall : words.ctl.status(answer.call, now) };
}

export const writeAnswer = ({ code, text }: CtlPrinted): string => `${code}\n${text}\n`;

/** `null` for what is no whole answer. */
export function readAnswer(received: string): CtlPrinted | null {
  const [, code, text] = /^(\d{1,3})\n(.*)\n$/su.exec(received) ?? [];
  return code === undefined || text === undefined ? null : { code: Number(code), text };
}

/** Longest question or answer that either side reads, characters. */
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

/**
 * The file that says at which address the copy with this folder answers: whoever asks may have another idea of where
 * temporary files are (cron, ssh), or no hash function at hand.
 */
export const ctlAddressFile = (userData: string): string => join(userData, 'ctl.address');
