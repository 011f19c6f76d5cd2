/** A call server in this process, on free loopback ports, with a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { systemClock } from '../../../src/server/clock.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../src/server/server.ts';

export const testSecret = 'a secret of the tests, 32 characters and more';

export type TestServer = RunningServer & {
  dataFolder: string;
  /** A token for this server, good for a day. */
  token(person: string, name?: string): Promise<string>;
};

/** Starts it; `close` also removes the data folder. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'holdfast-server-')));
  const server = await startServer({
    port: 0,
    listen: '127.0.0.1',
    workers: 1,
    tokenKey: { kind: 'secret', secret: testSecret },
    ...options,
    dataFolder,
  });
  return {
    ...server,
    dataFolder,
    token: (person, name = person) =>
      issueToken(
        { id: person, name },
        { secret: testSecret, serverId: server.serverId, days: 1, clock: options.clock ?? systemClock },
      ),
    close: async () => {
      await server.close();
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
