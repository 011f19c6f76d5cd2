/** Invite links: `holdfast://signin?server=…&name=…&token=…`, everything that signing in needs. */
import { type Account, account } from '../../shared/ipc.ts';

const prefix = /^holdfast:\/\/signin\/?\?/i;
const bare = /^holdfast:(\/\/(show\/?)?)?$/i;
const longest = 12_000;

/** What a link asks for: `show` nothing but the window, `invite` signing in, with what may or may not be a whole account. */
export function linkKind(link: string): 'show' | 'invite' | 'other' {
  const text = link.trim();
  if (bare.test(text)) return 'show';
  return prefix.test(text) ? 'invite' : 'other';
}

/** The account in a link, or `null` when it is not a whole and valid one. */
export function parseInvite(text: string): Account | null {
  const link = text.trim();
  if (link.length > longest || !prefix.test(link)) return null;
  const fields = new URLSearchParams(link.replace(prefix, ''));
  const parsed = account.safeParse({
    server: fields.get('server')?.trim(),
    name: fields.get('name')?.trim() || undefined,
    token: fields.get('token')?.trim(),
  });
  return parsed.success ? parsed.data : null;
}
