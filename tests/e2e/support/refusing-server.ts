import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { ErrorCode, ProtocolError } from '../../../src/shared/protocol.ts';

/** A call server that lets nobody in, for a reason that the real one does not have now. */
export class RefusingServer {
  readonly url: string;
  readonly #io: Server;

  private constructor(url: string, io: Server) {
    this.url = url;
    this.#io = io;
  }

  static async start(code: ErrorCode): Promise<RefusingServer> {
    const http = createServer();
    const io = new Server(http, { transports: ['websocket'], serveClient: false });
    const data: ProtocolError = { code, message: `Refused by a test: ${code}.` };
    io.use((_socket, next) => next(Object.assign(new Error(data.message), { data })));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    return new RefusingServer(`http://127.0.0.1:${port}`, io);
  }

  async stop(): Promise<void> {
    await this.#io.close();
  }
}
