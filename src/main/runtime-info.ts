import type { AppInfo } from '../shared/ipc.ts';

/** What this app is and runs on, as Settings and reports of problems show it. */
export function runtimeInfo(
  version: string,
  platform: NodeJS.Platform,
  versions: Readonly<Record<string, string | undefined>>,
): Pick<AppInfo, 'version' | 'platform' | 'runtime'> {
  const known = platform === 'linux' || platform === 'win32' || platform === 'darwin' ? platform : 'other';
  const parts = [
    ['Electron', versions.electron],
    ['Chromium', versions.chrome],
    ['Node', versions.node],
  ] as const;
  const runtime = parts.flatMap(([name, number]) => (number === undefined ? [] : [`${name} ${number}`])).join(', ');
  return { version, platform: known, runtime };
}
