/** Writes docs/protocol.md from the schemas and comments of src/shared/protocol/: `node scripts/protocol-doc.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { maxTransportBytes } from '../src/server/transport/gateway.ts';
import { callId, endReason } from '../src/shared/call.ts';
import { displayName } from '../src/shared/display-name.ts';
import * as protocol from '../src/shared/protocol.ts';

const sourceOf = (name: string) => fileURLToPath(new URL(`../src/shared/protocol/${name}.ts`, import.meta.url));
export const documentPath = fileURLToPath(new URL('../docs/protocol.md', import.meta.url));

/** What the walk below needs of a zod schema. */
type Definition = {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  in?: z.ZodType;
  options?: z.ZodType[];
  entries?: Record<string, string>;
  catchall?: z.ZodType;
};
type Schema = { def: Definition; minLength?: number | null; maxLength?: number | null; isInt?: boolean };

const fixedNames: [z.ZodType, string][] = [
  [displayName, 'Name'],
  [endReason, 'EndReason'],
  [callId, 'CallId'],
];

/** Types that have a name: every schema that the protocol exports, and those it borrows. */
function namedTypes(): Map<z.ZodType, string> {
  const names = new Map<z.ZodType, string>(fixedNames);
  for (const [name, value] of Object.entries(protocol)) {
    if (isSchema(value)) names.set(value, `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  }
  return names;
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && 'def' in value && 'safeParse' in value;
}

const look = (schema: z.ZodType): Schema => schema as unknown as Schema;

/** TypeScript-like notation; `names` are not written out. */
function notation(zod: z.ZodType, names: Map<z.ZodType, string>, inside = false): string {
  const schema = look(zod);
  const name = names.get(zod);
  if (inside && name !== undefined) return name;
  const { def } = schema;
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape ?? {}).map(([key, field]) => {
        const optional = look(field).def.type === 'optional';
        const value = (optional ? look(field).def.innerType : null) ?? field;
        return `${key}${optional ? '?' : ''}: ${notation(value, names, true)}`;
      });
      if (def.catchall !== undefined && look(def.catchall).def.type === 'unknown') fields.push('…');
      return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
    }
    case 'array': {
      const element = def.element === undefined ? 'unknown' : notation(def.element, names, true);
      return / [|] /.test(element) && !element.startsWith('{') ? `(${element})[]` : `${element}[]`;
    }
    case 'enum':
      return Object.values(def.entries ?? {})
        .map((value) => `'${value}'`)
        .join(' | ');
    case 'union':
      return (def.options ?? []).map((option) => notation(option, names, true)).join(' | ');
    case 'nullable':
      return `${def.innerType === undefined ? 'unknown' : notation(def.innerType, names, true)} | null`;
    case 'pipe':
      return def.in === undefined ? 'unknown' : notation(def.in, names, true);
    case 'string':
      return schema.maxLength == null ? 'string' : `string(≤ ${schema.maxLength})`;
    case 'number':
      return schema.isInt === true ? 'integer' : 'number';
    default:
      return def.type;
  }
}

/** The comment above each entry of `export const TABLE = {…}`. */
function commentsOf(text: string, table: string): Map<string, string> {
  const start = text.indexOf(`export const ${table} = {`);
  const body = text.slice(start, text.indexOf('\n} as const', start));
  const comments = new Map<string, string>();
  for (const [, comment = '', quoted, plain] of body.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\n {2}(?:'([^']+)'|(\w+)):/g,
  )) {
    const clean = comment
      .replace(/^\s*\* ?/gm, '')
      .replace(/\s+/g, ' ')
      .trim();
    comments.set(quoted ?? plain ?? '', clean);
  }
  return comments;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The whole page. */
export async function protocolDocument(): Promise<string> {
  const names = namedTypes();
  const requestComments = commentsOf(await readFile(sourceOf('requests'), 'utf8'), 'requests');
  const pushComments = commentsOf(await readFile(sourceOf('pushes'), 'utf8'), 'pushes');
  const requests = Object.entries(protocol.requests).map(
    ([name, { request, reply }]) =>
      `### ${name}\n\n${requestComments.get(name) ?? ''}\n\n- request \`${notation(request, names, true)}\`\n- reply \`${notation(reply, names, true)}\`\n`,
  );
  const pushes = Object.entries(protocol.pushes).map(
    ([name, push]) => `### ${name}\n\n${pushComments.get(name) ?? ''}\n\n- \`${notation(push, names)}\`\n`,
  );
  const types = [...names]
    .filter(([, name]) => name !== 'SignIn' && name !== 'CallId')
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .map(([schema, name]) => `| ${name} | \`${cell(notation(schema, names))}\` |`);
  const seconds = (ms: number): string => `${ms / 1_000} s`;
  return `<!-- Written by scripts/protocol-doc.ts from src/shared/protocol/. Change those, then run: node scripts/protocol-doc.ts -->

# The signaling protocol

Version ${protocol.protocolVersion}. Between the softphone and the call server, over socket.io 4 on a WebSocket. A **request** is an event with an
acknowledgement, which is \`{ ok: reply }\` or \`{ error: ProtocolError }\`. A **push** is an event from the server without one. Both
sides check every message against its schema (\`src/shared/protocol.ts\`).

## Sign-in

The socket.io handshake carries, as its \`auth\`, \`${notation(protocol.signIn, names)}\`. A refused sign-in is a
\`connect_error\` whose \`data\` is a ProtocolError; an accepted one is followed at once by the push \`welcome\`.

The token is a JWT of the operator's: HS256 with the secret in \`HOLDFAST_SECRET\`, or signed with a key of the set at
\`HOLDFAST_JWKS_URL\` (RS256, PS256, ES256, ES384, EdDSA). Claims: \`sub\` the person's id, \`name\` as others see it, \`aud\` this server's id, \`exp\`.

A second connection with the same person and \`deviceId\` takes the place of the first.

## A call

1. \`session.start\` with one invitation rings all devices of that person at once and joins whoever calls; the caller connects its
   transports and publishes. With several invitations, or with a title, it starts a group, which is live from then on.
2. Each ringing device answers \`invitation.ringing\` with \`session.join\`, connects its transports and publishes, paused.
3. \`invitation.accept\` opens the media on the server in both directions: the answer needs one round trip. Before it nothing is
   forwarded. Others in the session learn of it by \`session.changed\` (a direct call is live now), \`participant.changed\` and \`invitation.changed\`.
4. \`invitation.create\` rings further persons. A third one makes a direct call a group; nobody's media is touched by that.
5. \`session.leave\` leaves: a direct call ends with that, a group when the last one has left, or by a host's \`session.end\`. Devices
   that ring learn of an end by \`invitation.stopped\`, participants that are in by \`session.ended\`.

Who is in may come back to a group, as may who was invited. A device may be in several sessions. Every push about a session carries a
\`version\`, which grows by one each time: whoever sees a gap sends \`session.resume\` and has the whole state.

The first audio subscription of a receive transport flows without \`subscription.resume\`; others wait for it. A join makes new transports and ends
a hold. A participant whose connection is lost is kept for ${seconds(protocol.participantGraceMs)} (${seconds(protocol.ringGraceMs)} while it rings) and is back with \`session.resume\` or \`session.join\`,
not with the connection alone. A call rings for ${seconds(protocol.ringTimeoutMs)}.

## Coming in by a link

\`session.link\` gives a participant a token, signed by the server, that names server, session, expiry and generation: \`session.join\` with
it lets anybody who is signed in come in, and makes a direct call a group. A host renews it, which ends all older ones. As a link it is
\`holdfast://session/SESSION_ID?server=https://…&link=TOKEN\`, which opens the app, or \`https://SERVER/join/SESSION_ID#TOKEN\`, a page of the
server that opens the app; a browser keeps what is after the \`#\` to itself. A locked session lets nobody in by a link.

## Who may do what

| | host | member | guest |
|---|---|---|---|
| raise one's hand | yes | yes | yes |
| invite, pass the link on, transfer | yes | yes | no |
| mute, remove, lower the hand of others; give roles; lock, rename, renew the link, end for all; invite into a locked session; move everybody | yes | no | no |

Who starts a session is its host. In a direct call both may pass the link on, transfer and merge, and nobody may mute, remove or lock. The
server checks all of it; whoever may not, or names a participant that is not in, is refused and nothing changes. Nobody can be
unmuted by others: \`participant.mute\` pauses the microphone's publication, which its owner resumes as ever.

## Moving

- To another device of one's own: \`session.join\` with \`takeOver\` there. \`elsewhere\` says what there is to take over. For the others it is the
  same participant; the former device is told \`session.ended\` with \`moved\` when the new one has joined.
- Two calls into one: \`session.merge\`. Whoever is moved is told \`session.moved\`, joins the other session, which is open to it, and is then
  out of the former. Who has not come within ${seconds(protocol.participantGraceMs)} stays where it was.
- A call to somebody else: \`session.transfer\`, blind to a person or attended to another session. Everybody concerned is told
  \`transfer.changed\`; until it is \`done\`, the call is as it was.

## Limits

A message has ${protocol.maxMessageBytes / 1_024} KiB of JSON at most; a larger one is answered \`too-large\`, one beyond ${maxTransportBytes / 1_024 ** 2} MiB closes the connection. More than
${protocol.maxBadRequests} requests in ${seconds(protocol.badRequestWindowMs)} that are \`bad-request\`, \`unknown-method\`, \`too-large\` or \`rate-limited\` close the connection, after the push
\`closing\`. The id of a session, transport, publication or subscription that is not one's own is refused like one that does not exist.

## Requests

${requests.join('\n')}
## Pushes

${pushes.join('\n')}
## Types

\`…\`: further fields, mediasoup's own, checked by mediasoup.

| Type | |
|---|---|
${types.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(documentPath, await protocolDocument());
}
