import { setLogEventListeners } from 'mediasoup';
import { destination, pino } from 'pino';
import { issueToken } from '../auth/tokens.ts';
import { systemClock } from '../clock.ts';
import { RequestError, StartError } from '../errors.ts';
import { DataFolder } from '../storage/data-folder.ts';
import { describeConfiguration } from './configuration/describe.ts';
import { type Command, parseCommand, usage } from './options.ts';
import { startServer } from './server.ts';

type ServeCommand = Extract<Command, { kind: 'serve' | 'check-config' }>;

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'token':
      process.stdout.write(`${await tokenFor(command)}\n`);
      return;
    case 'check-config':
      process.stdout.write(describeConfiguration(command));
      return;
    case 'serve':
      return serve(command);
  }
}

function tokenFor({ person, dataFolder, days, key, serverId }: Extract<Command, { kind: 'token' }>): Promise<string> {
  if (key?.kind === 'jwks') {
    throw new StartError('With HOLDFAST_JWKS_URL tokens are signed by whoever holds the private key, not here.', 2);
  }
  const data = new DataFolder(dataFolder);
  const secret = key?.secret ?? data.demoSecret();
  return issueToken(person, { secret, serverId: serverId ?? data.serverId(), days, clock: systemClock });
}

async function serve({ configuration, dataFolder, tokenKey }: ServeCommand): Promise<void> {
  const logger = pino(
    { level: configuration.logLevel, redact: ['token', '*.token', '*.*.token', 'auth', '*.auth'] },
    destination({ dest: 2, sync: true }),
  );
  setLogEventListeners({
    onwarn: (part, message) => logger.warn({ part }, message),
    onerror: (part, message, error) => logger.error({ part, err: error }, message),
  });
  const server = await startServer(configuration, { dataFolder, tokenKey, logger });
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal means now.
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'shutting down');
    void server.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`Holdfast call server listening on ${server.url}\n`);
}

main().catch((error: unknown) => {
  const known = error instanceof StartError || error instanceof RequestError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(error instanceof StartError ? error.exitCode : error instanceof RequestError ? 2 : 1);
});
