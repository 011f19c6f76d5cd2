/** `npm run server`: sets up what the call server needs and runs it, under the project's own Node. */
import { constants } from 'node:os';
import { join } from 'node:path';
import { startChild } from './setup/children.mjs';
import { setUpServer } from './setup/index.mjs';
import { nodeExecutable, root } from './setup/paths.mjs';
import { reportFailure } from './setup/step.mjs';

async function serve(args) {
  await setUpServer();
  const command = ['--disable-warning=ExperimentalWarning', join(root, 'src/server/main/cli.ts'), ...args];
  // In a group of its own: Ctrl-C reaches the media workers through the server, which first ends their calls.
  const { child, ended } = startChild(nodeExecutable, command, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const { code, signal, error } = await ended;
  if (error) throw error;
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

try {
  process.exitCode = await serve(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
