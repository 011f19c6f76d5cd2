/** Networks to break: relays on loopback that delay, drop and renumber what goes through them. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { connect, createServer, type Server, type Socket as TcpSocket } from 'node:net';

/** Below what the system hands out to clients, so that none of them takes the port before the server has it. */
const firstPort = 20_000;
const portCount = 10_000;

/** A port that nobody has now, neither for UDP nor for TCP: the media server wants both. */
export async function freeMediaPort(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    if (await isFree(port)) return port;
  }
  throw new Error(`20 ports between ${firstPort} and ${firstPort + portCount} are all in use`);
}

async function isFree(port: number): Promise<boolean> {
  const udp = createSocket('udp4');
  const tcp = createServer();
  try {
    await Promise.all([
      new Promise<void>((resolve, reject) => udp.once('error', reject).bind(port, '127.0.0.1', resolve)),
      new Promise<void>((resolve, reject) => tcp.once('error', reject).listen(port, '127.0.0.1', resolve)),
    ]);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    udp.close();
    tcp.close();
  }
}

type UdpClient = { upstream: Socket; back: RemoteInfo };

/** UDP on its way to one port, as through a router with address translation. */
export class UdpRelay {
  readonly #listener: Socket;
  readonly #target: number;
  readonly #delayMs: number;
  readonly #clients = new Map<string, UdpClient>();
  #cut = false;
  #closed = false;

  private constructor(listener: Socket, target: number, delayMs: number) {
    this.#listener = listener;
    this.#target = target;
    this.#delayMs = delayMs;
    listener.on('message', (data, from) => this.#forward(data, from));
  }

  /** @param delayMs one way */
  static async open(target: number, delayMs = 0): Promise<UdpRelay> {
    const listener = createSocket('udp4');
    await new Promise<void>((resolve) => listener.bind(0, '127.0.0.1', resolve));
    return new UdpRelay(listener, target, delayMs);
  }

  get port(): number {
    return this.#listener.address().port;
  }

  /** Drops everything until {@link restore}. */
  cut(): void {
    this.#cut = true;
  }

  restore(): void {
    this.#cut = false;
  }

  /** Everybody gets a new port towards the server: another network. The old way is dead. */
  renumber(): void {
    for (const { upstream } of this.#clients.values()) upstream.close();
    this.#clients.clear();
  }

  close(): void {
    this.#closed = true;
    this.renumber();
    this.#listener.close();
  }

  #forward(data: Buffer, from: RemoteInfo): void {
    if (this.#cut) return;
    const key = `${from.address}:${from.port}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      const upstream = createSocket('udp4');
      client = { upstream, back: from };
      this.#clients.set(key, client);
      upstream.on('message', (answer) => {
        if (!this.#cut) this.#later(() => this.#answer(answer, from));
      });
    }
    const { upstream } = client;
    this.#later(() => {
      // Closed meanwhile by renumbering.
      if (this.#clients.get(key)?.upstream === upstream) upstream.send(data, this.#target, '127.0.0.1');
    });
  }

  #answer(data: Buffer, to: RemoteInfo): void {
    if (!this.#closed) this.#listener.send(data, to.port, to.address);
  }

  #later(send: () => void): void {
    if (this.#delayMs === 0) send();
    else setTimeout(send, this.#delayMs);
  }
}

/** TCP on its way to one port: signaling. */
export class TcpRelay {
  readonly #server: Server;
  readonly #sockets = new Set<TcpSocket>();
  #refusing = false;

  private constructor(target: () => number, delayMs: number) {
    this.#server = createServer((client) => {
      if (this.#refusing) {
        client.destroy();
        return;
      }
      const upstream = connect(target(), '127.0.0.1');
      this.#join(client, upstream, delayMs);
      this.#join(upstream, client, delayMs);
    });
  }

  /** @param delayMs one way */
  static async open(target: () => number, delayMs = 0): Promise<TcpRelay> {
    const relay = new TcpRelay(target, delayMs);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The relay is not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Breaks all connections; new ones are refused until {@link restore}. */
  cut(): void {
    this.#refusing = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  restore(): void {
    this.#refusing = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(from: TcpSocket, to: TcpSocket, delayMs: number): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (data) => {
      if (delayMs === 0) to.write(data);
      else setTimeout(() => !to.destroyed && to.write(data), delayMs);
    });
    from.on('close', () => {
      this.#sockets.delete(from);
      setTimeout(() => to.destroy(), delayMs);
    });
    from.on('error', () => from.destroy());
  }
}
