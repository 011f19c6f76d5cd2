/**
 * Builds mediasoup's worker from the source that its package carries, against Debian's libraries.
 *
 * The package's own build downloads the sources of its libraries. This one is for machines that reach only a package
 * mirror: libuv, OpenSSL and flatbuffers are taken as Debian has them, libsrtp 3 and unordered_dense, which Debian 12
 * lacks, are stood in for by the headers in shim/. The option `ms_use_builtin_bwe` leaves out libwebrtc and abseil.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run, tail } from '../setup/run.mjs';
import { workerSources } from './sources.mjs';

const shimDir = join(import.meta.dirname, 'shim');

const compilerFlags = [
  '-std=c++20',
  '-O2',
  '-w',
  '-DMS_LITTLE_ENDIAN',
  '-DMS_USE_BUILTIN_BWE',
  '-DMS_EXECUTABLE',
  '-DFLATBUFFERS_LOCALE_INDEPENDENT=1',
];
const libraries = ['-luv', '-lssl', '-lcrypto', '-lsrtp2', '-lpthread', '-lflatbuffers'];

/** Identifies this way of building: another compiler flag or another line in shim/ makes another worker. */
export function recipeHash() {
  const hash = createHash('sha256').update(JSON.stringify([compilerFlags, libraries]));
  for (const file of readdirSync(shimDir, { recursive: true }).sort()) {
    if (file.endsWith('.h')) hash.update(file).update(readFileSync(join(shimDir, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Runs one compiler or linker, which writes a draft that is moved to `output` when it is whole. */
async function make(output, command, argumentsFor) {
  const draft = `${output}.draft`;
  const { code, output: messages } = await run(command, argumentsFor(draft));
  if (code !== 0) throw new Error(`${command} could not make ${output}:\n${tail(messages, 20)}`);
  renameSync(draft, output);
}

/** Runs `jobs` with as many at a time as the machine has cores; the first failure starts no further ones. */
async function onAllCores(jobs) {
  const queue = jobs.values();
  let failed = false;
  const lane = async () => {
    for (const job of queue) {
      if (failed) return;
      try {
        await job();
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

async function generateHeaders(fbsDir, generatedDir) {
  const schemas = readdirSync(fbsDir).filter((name) => name.endsWith('.fbs'));
  const draft = `${generatedDir}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const naming = [
    '--cpp',
    '--cpp-field-case-style',
    'lower',
    '--reflect-names',
    '--scoped-enums',
    '--filename-suffix',
    '',
  ];
  const { code, output } = await run('flatc', [
    ...naming,
    '-o',
    join(draft, 'FBS'),
    ...schemas.map((name) => join(fbsDir, name)),
  ]);
  if (code !== 0) throw new Error(`flatc could not make headers of the worker's schemas:\n${tail(output)}`);
  renameSync(draft, generatedDir);
}

/**
 * Compiles and links. What was compiled before an interruption is kept in `workDir` and not compiled again.
 * @param {{ workerDir: string, workDir: string, onProgress: (done: number, all: number) => void }} options
 * @returns {Promise<string>} Path of the worker's program.
 */
export async function buildWorker({ workerDir, workDir, onProgress }) {
  const generatedDir = join(workDir, 'generated');
  const objectDir = join(workDir, 'objects');
  mkdirSync(objectDir, { recursive: true });
  if (!existsSync(generatedDir)) await generateHeaders(join(workerDir, 'fbs'), generatedDir);

  const includes = [shimDir, join(workerDir, 'include'), generatedDir, join(generatedDir, 'FBS')].map(
    (dir) => `-I${dir}`,
  );
  const sources = workerSources(readFileSync(join(workerDir, 'meson.build'), 'utf8'));
  const objectOf = (source) => join(objectDir, `${source.replaceAll('/', '-')}.o`);
  const toCompile = sources.filter((source) => !existsSync(objectOf(source)));
  let done = sources.length - toCompile.length;
  await onAllCores(
    toCompile.map((source) => async () => {
      await make(objectOf(source), 'g++', (draft) => [
        ...compilerFlags,
        ...['-include', join(shimDir, 'kernel-tls.h')],
        ...includes,
        ...['-c', join(workerDir, source), '-o', draft],
      ]);
      done += 1;
      onProgress(done, sources.length);
    }),
  );

  const program = join(workDir, 'mediasoup-worker');
  await make(program, 'g++', (draft) => [...sources.map(objectOf), ...libraries, '-o', draft]);
  rmSync(objectDir, { recursive: true });
  rmSync(generatedDir, { recursive: true });
  return program;
}
