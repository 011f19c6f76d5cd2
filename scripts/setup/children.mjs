/** Programs that a command starts and ends again, with all that they started in turn. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time a program has to end by itself once it was asked to, ms. */
const defaultPatienceMs = 6_000;
/** Time that what it has started has to end after it, ms: a browser's helpers remove their files when it is gone. */
const afterglowMs = 1_000;
const isWindows = process.platform === 'win32';

/** Sends a signal to a process group. @returns {boolean} Whether anybody is left in it. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches it through us and in order. */
export function startChild(command, args, options) {
  const child = spawn(command, args, { detached: !isWindows, ...options });
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
  });
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  /** Ends the program and, where there are process groups, all that it started. */
  const kill = () => {
    if (isWindows) child.kill('SIGKILL');
    else if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  const isGroupEmpty = () => isWindows || child.pid === undefined || !signalGroup(child.pid, 0);
  return {
    child,
    ended,
    kill,
    /**
     * Asks the program to end, insists when it has not, and resolves when it is gone.
     * @param {{ signal?: NodeJS.Signals, patienceMs?: number }} [how]
     */
    async end({ signal = 'SIGTERM', patienceMs = defaultPatienceMs } = {}) {
      if (!isOver) {
        child.kill(signal);
        await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })]);
      }
      const patienceEnds = Date.now() + afterglowMs;
      while (isOver && !isGroupEmpty() && Date.now() < patienceEnds) await sleep(20);
      kill();
      await ended;
    },
  };
}
