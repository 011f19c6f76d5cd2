import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { finished } from '../../support/finished.ts';

const node = (source: string) => spawn(process.execPath, ['--eval', source]);

it('a process that ends gives its code and all that it has said', async () => {
  const child = node("console.log('one'); console.error('two'); process.exitCode = 3");
  expect(await finished(child, { limitMs: 20_000 })).toEqual({ code: 3, stdout: 'one\n', stderr: 'two\n' });
});

it('a process that does not end is no process that ended without a code: it fails, with what it has said', async () => {
  const child = node("console.log('still here'); setInterval(() => {}, 1_000)");
  await new Promise((resolve) => child.stdout.once('readable', resolve));
  await expect(finished(child, { limitMs: 100 })).rejects.toThrow(/does not end. It has said: still here/u);
  await new Promise((resolve) => child.once('exit', resolve));
  expect(child.signalCode).toBe('SIGKILL');
});

it('ends what a process has started, where it is told how', async () => {
  const child = node('setInterval(() => {}, 1_000)');
  const killed: unknown[] = [];
  const kill = () => {
    killed.push(child.pid);
    child.kill('SIGKILL');
  };
  await expect(finished(child, { limitMs: 100, kill })).rejects.toThrow('does not end');
  expect(killed).toEqual([child.pid]);
});
