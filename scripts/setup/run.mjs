/** Child processes whose output matters only when they fail. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const running = new Set();
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What asks us to end while a program runs ends the program too: it would go on without anybody to hear it. */
function endAll(signal) {
  for (const child of running) child.kill('SIGTERM');
  process.exit(128 + constants.signals[signal]);
}

function track(child) {
  if (running.size === 0) for (const signal of endings) process.on(signal, endAll);
  running.add(child);
}

function forget(child) {
  running.delete(child);
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
 *   killed by a signal, or ran out of time; `output` holds both of its streams.
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = process.env, timeoutMs = 30 * 60_000, shell = false, onOutput } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    // A timer of our own: that of spawn goes on when the program could not be started, and keeps the process alive.
    const limit = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    track(child);
    let output = '';
    const collect = (chunk) => {
      output += chunk;
      onOutput?.(chunk);
    };
    const done = (code, text) => {
      clearTimeout(limit);
      forget(child);
      resolve({ code, output: text });
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => done(null, `${output}${error.message}`));
    child.on('close', (code, signal) => done(code, signal ? `${output}\nended by ${signal}` : output));
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
