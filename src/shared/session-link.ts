/**
 * Links to a session, which whoever has one may join without being rung:
 *
 * - `holdfast://session/SESSION_ID?server=https://…&link=TOKEN` opens the app;
 * - `https://SERVER/join/SESSION_ID#TOKEN` is a page of the server that opens the app. The token is in the fragment, which a
 *   browser sends to nobody: it gets into no log on the way.
 *
 * Both may have settings in their query, such as `muted`: see `session-settings.ts`. What a link says is anybody's word.
 */
import { z } from 'zod';
import { newSessionId } from './protocol.ts';
import { serverAddress } from './server-address.ts';
import { readSettings, sessionSettings, writeSettings } from './session-settings.ts';

export const sessionLink = z.strictObject({
  /** Origin of the call server, `https://calls.example.com`. */
  server: serverAddress,
  sessionId: newSessionId,
  /** Signed by that server; nobody else can read anything from it. */
  token: z.string().regex(/^[\w.-]{1,2048}$/),
  settings: sessionSettings,
});
export type SessionLink = z.infer<typeof sessionLink>;

/** Longest link that is looked at, characters. */
const longest = 8_000;
const appForm = /^holdfast:\/\/session\/([\w-]{22})\/?\?([^#]*)(?:#.*)?$/is;
const pageForm = /^\/join\/([\w-]{22})\/?$/;

/** What a link in either form says, or `null` when it is none, or not a whole one. */
export function parseSessionLink(text: string): SessionLink | null {
  const link = text.trim();
  if (link.length > longest) return null;
  const app = appForm.exec(link);
  if (app !== null) {
    const query = new URLSearchParams(app[2]);
    return linkOf(query.get('server') ?? '', app[1] ?? '', query.get('link') ?? '', query);
  }
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link)) return null;
  const { origin, pathname, searchParams, hash } = new URL(link);
  const [, sessionId] = pageForm.exec(pathname) ?? [];
  return sessionId === undefined ? null : linkOf(origin, sessionId, hash.slice(1), searchParams);
}

function linkOf(server: string, sessionId: string, token: string, query: URLSearchParams): SessionLink | null {
  if (!serverAddress.safeParse(server).success) return null;
  const settings = readSettings(query);
  if ('bad' in settings) return null;
  const parsed = sessionLink.safeParse({ server: new URL(server).origin, sessionId, token, settings });
  return parsed.success ? parsed.data : null;
}

/** Opens the app. */
export function appLink({ server, sessionId, token, settings }: SessionLink): string {
  const query = new URLSearchParams([...writeSettings(settings), ['server', server], ['link', token]]);
  return `holdfast://session/${sessionId}?${query}`;
}

/** Opens the server's page in a browser, which opens the app: for whoever may not have it yet. */
export function webLink({ server, sessionId, token, settings }: SessionLink): string {
  const query = new URLSearchParams(writeSettings(settings)).toString();
  return `${new URL(server).origin}/join/${sessionId}${query === '' ? '' : `?${query}`}#${token}`;
}

/** Whether both are addresses of the same call server. */
export function isSameServer(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
