/** A call server in this process, on free loopback ports, with a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { systemClock } from '../../../src/server/clock.ts';
import { type ConfigurationInput, configurationSchema } from '../../../src/server/main/configuration/schema.ts';
import { type RunningServer, type ServerParts, startServer } from '../../../src/server/main/server.ts';

export const testSecret = 'a secret of the tests, 32 characters and more';

export type TestServer = RunningServer & {
  dataFolder: string;
  /** A token for this server, good for a day. */
  token(person: string, name?: string): Promise<string>;
};

/** Starts it; `close` also removes the data folder. */
export async function startTestServer(
  input: ConfigurationInput = {},
  parts: Partial<ServerParts> = {},
): Promise<TestServer> {
  const dataFolder = parts.dataFolder ?? (await mkdtemp(join(tmpdir(), 'holdfast-server-')));
  const configuration = configurationSchema.parse({
    ...input,
    signaling: { port: 0, ...input.signaling },
    media: { workers: 1, ...input.media },
  });
  const tokenKey = { kind: 'secret', secret: testSecret } as const;
  const server = await startServer(configuration, { tokenKey, ...parts, dataFolder });
  return {
    ...server,
    dataFolder,
    token: (person, name = person) =>
      issueToken(
        { id: person, name },
        { secret: testSecret, serverId: server.serverId, days: 1, clock: parts.clock ?? systemClock },
      ),
    close: async () => {
      await server.close();
      if (parts.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
