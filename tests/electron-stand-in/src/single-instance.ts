import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';

export interface SecondInstance {
  argv: string[];
  cwd: string;
  additionalData: unknown;
}

/**
 * One running copy for one user data folder. The lock is an abstract unix socket: the kernel frees it when its owner
 * dies, however that happens.
 */
export class SingleInstanceLock {
  #server: Server | undefined;

  get held(): boolean {
    return this.#server !== undefined;
  }

  /** Takes the lock, or tells its owner about this copy. */
  request(userData: string, own: SecondInstance, onSecond: (second: SecondInstance) => void): boolean {
    if (this.#server) return true;
    const path = `\0electron-${createHash('sha256').update(userData).digest('hex')}`;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', () => {});
      socket.on('end', () => {
        socket.end('ok');
        onSecond(JSON.parse(Buffer.concat(chunks).toString()) as SecondInstance);
      });
    });
    server.on('error', () => {});
    server.listen({ path });
    // Binding to a unix socket is done when listen() returns; only its events come later.
    if (server.listening) {
      server.unref();
      this.#server = server;
      return true;
    }
    tell(path, JSON.stringify(own));
    return false;
  }

  release(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}

/** Waits for the other copy to have it: this one may end right after. */
function tell(path: string, text: string): void {
  const script = `const socket = require('net').connect({ path: ${JSON.stringify(path)} }, () => process.stdin.pipe(socket));
socket.resume();`;
  spawnSync(process.env.ELECTRON_STAND_IN_NODE ?? process.execPath, ['-e', script], { input: text, timeout: 5_000 });
}
