import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process as long as it is itself: ids are used again, start times are not. */
export type ProcessRef = { pid: number; startedAt: string; command: string };

function stat(pid: number): { parent: number; startedAt: string; zombie: boolean } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, the fields behind it may not: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { zombie: fields[0] === 'Z', parent: Number(fields[1]), startedAt: fields[19] ?? '' };
  } catch {
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The process and all that it has started, directly or not. */
export function processTree(root: number): ProcessRef[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const parent = Number.isInteger(pid) ? stat(pid)?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: ProcessRef[] = [];
  const visit = (pid: number) => {
    const now = stat(pid);
    if (now) found.push({ pid, startedAt: now.startedAt, command: commandOf(pid) });
    for (const child of children.get(pid) ?? []) visit(child);
  };
  visit(root);
  return found;
}

export function isAlive({ pid, startedAt }: ProcessRef): boolean {
  const now = stat(pid);
  return now !== null && !now.zombie && now.startedAt === startedAt;
}

/** Ends what is left of these at once. */
export function killAll(processes: readonly ProcessRef[]): void {
  for (const each of processes) {
    if (!isAlive(each)) continue;
    try {
      process.kill(each.pid, 'SIGKILL');
    } catch {
      // Ended by itself in this moment.
    }
  }
}

/** Waits for so long at most that these end by themselves, ms; then ends what is left. */
export async function endAll(processes: readonly ProcessRef[], patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs;
  while (processes.some(isAlive) && Date.now() < until) await delay(20);
  killAll(processes);
}

/** Whether the process was never started, or has ended. */
export const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid === undefined || exitCode !== null || signalCode !== null;

/** Asks a process to end, and no longer asks when it has not after `patienceMs`. Resolves once it has ended. */
export async function endChild(
  child: ChildProcess,
  { signal = 'SIGTERM', patienceMs = 3_000 }: { signal?: NodeJS.Signals; patienceMs?: number } = {},
): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.kill(signal);
  await ended;
  clearTimeout(insist);
}
