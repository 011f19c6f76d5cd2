/** The call server of the crowd's benchmark, in a process of its own: what it uses is not mixed with what measures it. */

import { pino } from 'pino';
import { PlainTransports } from '../../crowd/plain-transports.ts';
import { startTestServer } from '../../integration/server/harness.ts';

export type CrowdServerStarted = { url: string; serverId: string; workerPids: number[] };
export type CrowdServerCommand = { plain: boolean } | 'close';

const plain = new PlainTransports();
// What goes wrong in it is seen.
const server = await startTestServer({}, { logger: pino({ level: 'error' }, pino.destination(2)) });
process.on('message', (command: CrowdServerCommand) => {
  if (command === 'close') void server.close().then(() => process.disconnect());
  else plain.on = command.plain;
});
// Whoever measures has gone.
process.on('disconnect', () => process.exit());
const started: CrowdServerStarted = { url: server.url, serverId: server.serverId, workerPids: server.workerPids() };
process.send?.(started);
