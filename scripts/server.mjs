// Runs the call server under the project's own Node, whatever Node this machine has.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const windowsNode = `${node}.exe`;
const cli = fileURLToPath(new URL('../src/server/cli.ts', import.meta.url));
const binary = [windowsNode, node].find((path) => existsSync(path));
if (binary === undefined) {
  console.error('Node 24 is not installed in node_modules. Run: npm run setup');
  process.exit(1);
}

const server = spawn(binary, ['--disable-warning=ExperimentalWarning', cli, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // A group of its own: Ctrl+C reaches the media workers through the server, which first ends their calls.
  detached: process.platform !== 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('error', (error) => {
  console.error(`The call server cannot start: ${error.message}`);
  process.exit(1);
});
server.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
