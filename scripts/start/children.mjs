/** Programs that a command starts and ends again, with all that they started in turn. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time a program has to end by itself once it was asked to, ms. */
const patienceMs = 6_000;
const isWindows = process.platform === 'win32';

/** Sends `signal` to a program and, where there are process groups, to all that it started. */
function signalAll(child, signal) {
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches it through us and in order. */
export function startChild(command, args, options) {
  const child = spawn(command, args, { detached: !isWindows, ...options });
  const ended = Promise.race([
    once(child, 'exit').then(([code, signal]) => ({ code, signal })),
    once(child, 'error').then(([error]) => ({ code: null, signal: null, error })),
  ]);
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  return {
    child,
    ended,
    /** Asks the program to end, insists after {@link patienceMs}, and resolves when it is gone. */
    async end() {
      if (!isOver) {
        child.kill('SIGTERM');
        await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })]);
      }
      if (child.pid !== undefined) signalAll(child, 'SIGKILL');
      await ended;
    },
  };
}
