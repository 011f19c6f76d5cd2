/** Writes docs/operating.md from the schema of the server's configuration: `node scripts/operating-doc.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Setting, settings } from '../src/server/main/configuration/schema.ts';
import { configurationFile } from '../src/server/main/options.ts';

export const documentPath = fileURLToPath(new URL('../docs/operating.md', import.meta.url));

const cell = (text: string): string => text.replaceAll('|', '\\|');

function row({ name, variable, flag, description, unit, otherwise, schema }: Setting): string {
  const standard = otherwise ?? `\`${JSON.stringify(schema.def.defaultValue)}\``;
  const ways = flag === undefined ? `\`${variable}\`` : `\`${variable}\`, \`--${flag}\``;
  return `| \`${name}\` | ${cell(description)} | ${unit ?? ''} | ${cell(standard)} | ${ways} |`;
}

export function operatingDocument(): string {
  return `<!-- Written by scripts/operating-doc.ts from src/server/main/configuration/schema.ts. Change those, then run: node scripts/operating-doc.ts -->

# Operating a call server

\`\`\`
npm run server -- --listen 0.0.0.0 --announce calls.example.com --data /var/lib/holdfast
npm run server -- --check-config
\`\`\`

The first starts it, the second says what holds and where each value comes from, and starts nothing. A value that cannot be is
refused with its place; nothing is started then.

## Configuration

One JSON file and the environment set everything. A flag counts more than the environment, that more than the file, that more than
the default. The file is \`--config FILE\` or \`HOLDFAST_CONFIG\`, else \`${configurationFile}\` in the data folder, if there is one:

\`\`\`json
{
  "name": "Calls of Example Ltd",
  "signaling": { "listen": "0.0.0.0" },
  "media": {
    "announce": "calls.example.com",
    "iceServers": [{ "urls": "turn:turn.example.com", "username": "calls", "credential": "…" }]
  }
}
\`\`\`

| Setting | Meaning | Unit | Default | Variable, flag |
|---|---|---|---|---|
${settings.map(row).join('\n')}

Not in the file:

| Variable | Meaning |
|---|---|
| \`HOLDFAST_SECRET\` | Signs and checks tokens (HS256), 32 characters at least. Without it and without \`jwksUrl\` a secret is made in the data folder, and the server listens on this machine only. |
| \`HOLDFAST_DATA\`, \`--data\` | The data folder: the server's id, the key of the links, the people it has seen, the live sessions. |
| \`HOLDFAST_CONFIG\`, \`--config\` | The file. |

## The log

Lines of JSON on the standard error output. At \`info\` they tell what became of a call, each with its \`sessionId\`: \`session\` and
\`started\`, \`invited\` and \`invitation over\` (with the \`outcome\`), \`became a group\` or \`a direct call\`, \`locked\`, \`unlocked\`, \`link renewed\`,
\`revived\`, \`ended\` (with the \`reason\`) or \`forgotten\`, which is one that was lost with its media worker or the server and that nobody can
go on with; and \`participant\`, with \`participantId\` and \`person\`, and \`joined\`, \`answered\`, \`lost\`, \`found\`, \`muted\` (by a host),
\`moved\` (to another device of the person), \`has another role\` or \`left\` (with the \`reason\`). The same person's lines \`signed in\` and
\`disconnected\` say why a participant was lost. Neither tokens nor links are in any line.

## Links to sessions

The page \`/join/…\` that they lead to in a browser is the server's own: a proxy in front has to let it through as it does \`/socket.io/\`. They
are signed with the key in the file \`link-key\` of the data folder, which is made at the first start; without that file all links that
there are end. \`calls.linkLifetimeMs\` says how long one is good.

## Tokens

\`npm run server -- token ada --name "Ada Lovelace" --data /var/lib/holdfast\` prints a signed token to sign in with;
\`--days\` says for how long. With \`jwksUrl\` your identity provider signs them.
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(documentPath, operatingDocument());
