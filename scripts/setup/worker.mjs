/** Step: mediasoup's worker, the program that forwards media: prebuilt as its package intends, else built here. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { buildWorker, recipeHash } from '../mediasoup-worker/build.mjs';
import { copyIntoPlace, readJson, writeJson } from './files.mjs';
import { cacheDir, installedVersion, nodeExecutable, nodeModules, root, stateDir } from './paths.mjs';
import { run, tail } from './run.mjs';
import { SetupError, say, withProgress } from './step.mjs';

const packageDir = join(nodeModules, 'mediasoup');
const program = join(
  packageDir,
  'worker/out/Release',
  platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker',
);
const memory = join(stateDir, 'mediasoup-worker.json');

/** Starts a worker through mediasoup itself and closes it. Returns what went wrong, or `null`. */
async function startFailure() {
  const script = `
    const { createWorker } = await import('mediasoup');
    const worker = await createWorker();
    await worker.createWebRtcServer({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
    worker.close();`;
  const { code, output } = await run(nodeExecutable, ['--input-type=module', '--eval', script], {
    cwd: root,
    timeoutMs: 30_000,
  });
  return code === 0 ? null : tail(output);
}

const builtDir = (version) => join(cacheDir, 'mediasoup-worker', `${version}-${platform}-${arch}-${recipeHash()}`);

async function adopt(version, origin) {
  const failure = await startFailure();
  if (failure !== null) {
    throw new SetupError({
      step: `starting mediasoup's worker (${origin})`,
      why: failure,
      todo: `delete ${program} and ${join(cacheDir, 'mediasoup-worker')}, then run "npm run setup"`,
    });
  }
  writeJson(memory, { version, origin });
}

/** Why there is no prebuilt worker, in the words of mediasoup's own script (downloadPrebuiltWorker in npm-scripts.mjs). */
export function fetchFailure(output) {
  const line =
    /downloadPrebuiltWorker\(\) \| ((?:failed to (?:download|extract)|fetched .* fails|no available).*)$/m.exec(
      output,
    )?.[1];
  if (line === undefined) return 'its script did not say why';
  // Of a request that nobody answered, what counts comes last.
  return (
    /failed, reason: (.+)$/.exec(line)?.[1] ?? line.replaceAll('mediasoup-worker prebuilt binary', 'prebuilt worker')
  );
}

/** Whether there is a worker that has run before. */
export function hasWorker() {
  return existsSync(program) && readJson(memory)?.version === installedVersion('mediasoup');
}

/**
 * First half: what needs no compiler. Before it come the dependencies, after it the packages that a build needs.
 * @returns {Promise<'ready' | 'to-build'>}
 */
export async function obtainWorker() {
  const version = installedVersion('mediasoup');
  if (hasWorker()) return 'ready';
  if (existsSync(program) && (await startFailure()) === null) {
    writeJson(memory, { version, origin: 'found' });
    return 'ready';
  }
  const built = join(builtDir(version), 'mediasoup-worker');
  if (existsSync(built)) {
    copyIntoPlace(built, program);
    await adopt(version, 'built here before');
    return 'ready';
  }
  const { code, output } = await withProgress(`mediasoup ${version}: fetching its prebuilt worker`, () =>
    run(nodeExecutable, ['npm-scripts.mjs', 'postinstall'], {
      cwd: packageDir,
      // Without a prebuilt worker the script turns to Python for a build that downloads more: it finds no Python, and ends.
      env: { ...process.env, PYTHON: 'no-build-by-the-package' },
      timeoutMs: 5 * 60_000,
    }),
  );
  if (code === 0) {
    await adopt(version, 'prebuilt');
    return 'ready';
  }
  const reason = fetchFailure(output);
  if (platform !== 'linux') {
    throw new SetupError({
      step: `installing mediasoup's worker ${version}`,
      why: `the prebuilt one could not be fetched: ${reason}`,
      todo: 'check the connection to where mediasoup is released; or build it (needs Python and a C++ compiler): npm rebuild mediasoup --ignore-scripts=false',
    });
  }
  say(`  its prebuilt worker could not be fetched (${reason}): it is built here, once, from the source in its package`);
  return 'to-build';
}

/** Second half: compiles the worker. Takes minutes. */
export async function buildWorkerHere() {
  const version = installedVersion('mediasoup');
  try {
    const built = await withProgress(`mediasoup ${version}: building its worker (a few minutes)`, () =>
      buildWorker({
        workerDir: join(packageDir, 'worker'),
        workDir: builtDir(version),
        onProgress: (done, all) => {
          if (done % 20 === 0 || done === all) say(`  ${done} of ${all} files compiled`);
        },
      }),
    );
    copyIntoPlace(built, program);
  } catch (cause) {
    throw new SetupError({
      step: `building mediasoup's worker ${version}`,
      why: cause.message,
      todo: 'run the same command again: it goes on where it stopped; if it stops at the same place, please report it with this text',
      cause,
    });
  }
  await adopt(version, 'built here');
}
