/**
 * How `holdfast ctl` talks to the running copy: over a local socket that only this user may open, one question a
 * connection. The question is a line of JSON; the answer is ready to be printed, so that a few lines of any language can
 * ask: a line with the code to end with, then the text.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallSnapshot, CallsSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';

/** Ask nothing of a call. */
export const plainVerbs = ['calls', 'show'] as const;
/** Are for one call: the one that is named, else the one that is meant. */
export const callVerbs = [
  'status',
  'mute',
  'unmute',
  'toggle-mute',
  'hang-up',
  'accept',
  'decline',
  'hold',
  'resume',
  'swap',
  'raise-hand',
  'lower-hand',
] as const;
export const ctlVerbs = [...callVerbs, ...plainVerbs] as const;
export type CtlVerb = (typeof ctlVerbs)[number];
export type CtlCallVerb = (typeof callVerbs)[number];

const options = '[--json] [--user-data-dir DIR]';
/** Each line as it follows `holdfast`. */
export const ctlForms: readonly string[] = [
  `ctl ${callVerbs.join('|')} [CALL] ${options}`,
  `ctl ${plainVerbs.join('|')} ${options}`,
];

export const ctlUsage = `${ctlForms.map((form, n) => `${n === 0 ? 'Usage:' : '      '} holdfast ${form}`).join('\n')}

CALL is an id of \`holdfast ctl calls\`. Without one the active call is meant; with accept and decline the one
that rings, with swap the one on hold.
`;

/** What `holdfast ctl` ends with. */
export const ctlExit = { done: 0, refused: 1, usage: 2, notRunning: 3 } as const;

/** As the launchers take it, too: nothing in it means anything in JSON or to a shell. */
const namedCall = z.string().regex(/^[\w-]{1,64}$/u);
const as = z.enum(['text', 'json']);
export const ctlQuestion = z.union([
  z.strictObject({ verb: z.enum(callVerbs), call: namedCall.optional(), as }),
  z.strictObject({ verb: z.enum(plainVerbs), as }),
]);
export type CtlQuestion = z.infer<typeof ctlQuestion>;
/** What is asked for, however the answer is printed. */
export type CtlAsked = { verb: CtlVerb; call?: string | undefined };

/** The question that is typed as `words`, `null` for what is none. */
export function questionOf([verb, call, ...rest]: readonly string[], form: CtlQuestion['as']): CtlQuestion | null {
  if (rest.length > 0) return null;
  const parsed = ctlQuestion.safeParse({ verb, ...(call === undefined ? {} : { call }), as: form });
  return parsed.success ? parsed.data : null;
}

/** Where the call stands when the answer is given; an answer to a command waits until it shows. */
export type CtlAnswer =
  | { ok: true; call: CallSnapshot | null }
  /** To `calls`. */
  | { ok: true; calls: CallsSnapshot }
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
  if ('calls' in answer) return { code, text: lines(answer.calls, now) };
  return { code, text: answer.call === null ? words.ctl.noCall : words.ctl.status(answer.call, now) };
}

/** A line a call, its id first; the active one has a star. */
function lines({ calls, activeCallId }: CallsSnapshot, now: number): string {
  if (calls.length === 0) return words.ctl.noCall;
  return calls
    .map((call) => `${call.callId} ${call.callId === activeCallId ? '*' : ' '} ${words.ctl.status(call, now)}`)
    .join('\n');
}

export const writeAnswer = ({ code, text }: CtlPrinted): string => `${code}\n${text}\n`;

/** `null` for what is no whole answer. */
export function readAnswer(received: string): CtlPrinted | null {
  const [, code, text] = /^(\d{1,3})\n(.*)\n$/su.exec(received) ?? [];
  return code === undefined || text === undefined ? null : { code: Number(code), text };
}

/** Longest question that is read, characters. */
export const maxQuestion = 8_192;
/** Longest answer that is read, characters: some hundred calls. */
export const maxAnswer = 65_536;

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
