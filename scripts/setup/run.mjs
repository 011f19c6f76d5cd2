/** Child processes whose output matters only when they fail. */
import { constants } from 'node:os';
import { startChild } from './children.mjs';
import { root } from './paths.mjs';

/** How long a program may take to clear up when this command is asked to end, ms: a test runner ends its apps first. */
const clearingMs = 10_000;
/** How long what a program has started may hold on to its output when the program itself has ended, ms. */
const lastWordsMs = 2_000;
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const running = new Set();
let isEnding = false;

/**
 * What asks us to end while a program runs ends the program first: it would go on without anybody to hear it, beside
 * whoever comes next. They are asked by SIGINT, on which Playwright clears up.
 */
async function endAll(signal) {
  if (isEnding) return;
  isEnding = true;
  await Promise.all([...running].map((program) => program.end({ signal: 'SIGINT', patienceMs: clearingMs })));
  process.exit(128 + constants.signals[signal]);
}

function track(program) {
  if (running.size === 0) for (const signal of endings) process.on(signal, endAll);
  running.add(program);
}

function forget(program) {
  running.delete(program);
  if (running.size === 0) for (const signal of endings) process.off(signal, endAll);
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.timeoutMs]
 * @param {boolean} [options.shell]
 * @param {(text: string) => void} [options.onOutput] Hears both streams as they come.
 * @returns {Promise<{ code: number | null, output: string }>} `code` is `null` when the program could not be started, was
 *   killed by a signal, or ran out of time; `output` holds both of its streams. Not resolved once this command is ending.
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = process.env, timeoutMs = 30 * 60_000, shell = false, onOutput } = options;
  return new Promise((resolve) => {
    const program = startChild(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    const { child } = program;
    const limit = setTimeout(program.kill, timeoutMs);
    track(program);
    let output = '';
    let lastWords;
    const collect = (chunk) => {
      output += chunk;
      onOutput?.(chunk);
    };
    const done = (code, text) => {
      clearTimeout(limit);
      clearTimeout(lastWords);
      if (isEnding) return;
      forget(program);
      resolve({ code, output: text });
    };
    const finished = (code, signal) => done(code, signal ? `${output}\nended by ${signal}` : output);
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => done(null, `${output}${error.message}`));
    child.on('exit', (code, signal) => {
      lastWords = setTimeout(finished, lastWordsMs, code, signal);
    });
    child.on('close', finished);
  });
}

/** The last lines of a program's output: where the reason usually is. */
export function tail(output, lines = 8) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/** The npm that started us, else the one on the PATH. npm's own Node runs it, as ours may be about to be replaced. */
export function npm(args, options) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  return script?.endsWith('.js')
    ? run(node ?? process.execPath, [script, ...args], options)
    : run('npm', args, { shell: process.platform === 'win32', ...options });
}
