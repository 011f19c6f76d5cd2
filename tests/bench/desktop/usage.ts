import { readFileSync } from 'node:fs';
import { processTree } from '../../support/processes.ts';

/** Of Linux's `USER_HZ`, in which /proc counts processor time: 100 on all its architectures. */
const ticksPerSecond = 100;

/** Memory of a process and all it has started, MB: shared pages are counted once (PSS). */
export function memoryOf(pid: number): number {
  let kilobytes = 0;
  for (const each of processTree(pid)) {
    kilobytes += Number(/^Pss:\s+(\d+) kB$/mu.exec(read(`/proc/${each.pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kilobytes / 1_024;
}

/** Processor time that a process and all it has started have used since they began, s. */
export function processorSecondsOf(pid: number): number {
  let ticks = 0;
  for (const each of processTree(pid)) {
    const text = read(`/proc/${each.pid}/stat`);
    // Behind the name in parentheses, utime and stime are the 12th and 13th field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / ticksPerSecond;
}

/** Empty when the process has ended in this moment. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
