import { readdirSync, readFileSync } from 'node:fs';

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
