/** `npm start`: sets up what is missing, starts a call server on this machine, and opens the app signed in to it. */
import { join } from 'node:path';
import { buildApp } from './setup/build-app.mjs';
import { setUp } from './setup/index.mjs';
import { root } from './setup/paths.mjs';
import { reportFailure, say } from './setup/step.mjs';
import { UsageError } from './setup/usage.mjs';
import { startApp } from './start/app.mjs';
import { LocalServer } from './start/local-server.mjs';
import { parseOptions, usage } from './start/options.mjs';

const homeDir = join(root, '.holdfast');

/** Resolves with the name of the first signal that asks this command to end. */
function askedToEnd() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(signal));
  });
}

async function start({ name, id, port }) {
  await setUp();
  await buildApp();
  const asked = askedToEnd();
  const localServer = new LocalServer(homeDir);
  let server = null;
  let app = null;
  try {
    // Before anything runs that would have to be ended again: the token needs the server's folder, not the server.
    const token = await localServer.token(id, name);
    const { url, child } = await localServer.find(port);
    server = child;
    say(`Call server: ${url}${server === null ? ' (already running)' : ''}`);
    app = startApp({ server: url, token, name, userDataDir: join(homeDir, 'apps', id) }, say);
    say(`Holdfast runs as ${name}. Call Echo to hear yourself. Another copy: npm start -- --second. Ctrl-C ends it.`);

    const outcome = await Promise.race([
      asked.then(() => 'asked'),
      app.ended.then(({ code }) => (code === 0 ? 'closed' : 'failed')),
      ...(server === null ? [] : [server.ended.then(() => 'no-server')]),
    ]);
    switch (outcome) {
      case 'asked':
        return 0;
      case 'no-server':
        say('The call server ended by itself: the app is closed too.');
        return 1;
      default:
        if (outcome === 'failed') say('The app ended with an error.');
        if (server !== null && localServer.hasOtherUsers()) {
          say('Another copy still uses this call server: it goes on until that one ends. Ctrl-C ends it now.');
          await Promise.race([asked, localServer.unused()]);
        }
        return outcome === 'closed' ? 0 : 1;
    }
  } finally {
    await app?.end();
    await server?.end();
    localServer.unregister();
  }
}

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (process.platform === 'linux' && !hasDisplay) {
    say(
      'This machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is set): playing the demo instead (npm run demo).',
    );
    const { demo } = await import('./demo/run.mjs');
    return demo();
  }
  return start(options);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${usage}`);
  else reportFailure(error);
  process.exitCode = 1;
}
