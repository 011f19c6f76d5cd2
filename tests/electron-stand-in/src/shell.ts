import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StrictObject } from './strict.ts';

/** Electron's `shell` as on Linux: the desktop's own `xdg-open` opens everything. */
export class Shell extends StrictObject {
  constructor() {
    super('shell');
  }

  openExternal(url: string): Promise<void> {
    return open(new URL(url).href);
  }

  async openPath(path: string): Promise<string> {
    try {
      await open(path);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  showItemInFolder(path: string): void {
    open(pathToFileURL(dirname(path)).href).catch(() => {});
  }

  beep(): void {
    process.stdout.write('\u0007');
  }
}

function open(target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('xdg-open', [target], { stdio: 'ignore', detached: true });
    child.on('error', (cause) => reject(new Error(`Failed to open: ${target}`, { cause })));
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Failed to open: ${target}`))));
    child.unref();
  });
}
