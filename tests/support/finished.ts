import type { ChildProcess } from 'node:child_process';

export type Finished = { code: number | null; stdout: string; stderr: string };

/**
 * Waits until a process has ended and all that it has said is there.
 * @throws when it has not within `limitMs`; it is killed then, by default itself alone.
 */
export function finished(
  child: ChildProcess,
  { limitMs, kill = () => void child.kill('SIGKILL') }: { limitMs: number; kill?: () => void },
): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      kill();
      reject(new Error(`${child.spawnargs.join(' ')} does not end. It has said: ${stdout}${stderr}`));
    }, limitMs);
    child.once('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(deadline);
      resolve({ code, stdout, stderr });
    });
  });
}
