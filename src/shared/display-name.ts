/**
 * A person's name as it may be shown anywhere. Names come from tokens and from other people: hostile input.
 */
import { z } from 'zod';

/** Longest name that is shown, in code points. */
export const maxNameLength = 80;

/**
 * Controls, line and paragraph separators, bidirectional overrides and isolates, zero-width and other invisible characters,
 * letters that look like a space, lone surrogates. Joiners stay: emoji and some scripts are written with them.
 */
const unshowable =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\u2800\u3164\uFEFF\uFFA0]/gu;

/** Something that leaves ink by itself. */
const visible = /[^\s\p{Default_Ignorable_Code_Point}\p{M}]/u;

/**
 * Cleans and cuts a name: unshowable characters become spaces, runs of space become one, at most {@link maxNameLength}
 * code points (an ellipsis marks the cut). An empty result becomes `Unknown`. Idempotent.
 */
export function cleanName(raw: string): string {
  return cleanTitle(raw) ?? 'Unknown';
}

/** The same for what need not have a name: `null` when nothing of it can be seen. */
export function cleanTitle(raw: string): string | null {
  // Cut first: a name of megabytes costs no more than one of a thousand characters.
  const text = raw.slice(0, 1_000).replace(unshowable, ' ').replace(/\s+/gu, ' ').trim();
  if (!visible.test(text)) return null;
  const characters = Array.from(text);
  if (characters.length <= maxNameLength && raw.length <= 1_000) return characters.join('');
  return `${characters
    .slice(0, maxNameLength - 1)
    .join('')
    .trimEnd()}…`;
}

/** Accepts any string and yields its showable form. */
export const displayName = z.string().transform(cleanName);
