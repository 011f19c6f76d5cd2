import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MessageBus, sessionBus } from '@particle/dbus-next';
import { endChild } from '../support/processes.ts';

/** How long the daemon may take to start, ms. */
const startMs = 10_000;

/** No service directories: nothing that happens to be installed on this machine is started by a call to its name. */
const config = (socket: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** A D-Bus message bus of its own: one `dbus-daemon` on a socket in a temporary folder. */
export class PrivateBus {
  readonly address: string;
  readonly #daemon: ChildProcess;
  readonly #folder: string;
  readonly #connections = new Set<MessageBus>();

  private constructor(daemon: ChildProcess, folder: string, address: string) {
    this.#daemon = daemon;
    this.#folder = folder;
    this.address = address;
  }

  static async start(): Promise<PrivateBus> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-bus-'));
    const socket = join(folder, 'bus');
    const configFile = join(folder, 'bus.conf');
    await writeFile(configFile, config(socket));
    const daemon = spawn('dbus-daemon', [`--config-file=${configFile}`, '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      await firstLine(daemon);
    } catch (error) {
      await endChild(daemon);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return new PrivateBus(daemon, folder, `unix:path=${socket}`);
  }

  /** A new connection, with a unique name of its own. */
  async connect(): Promise<MessageBus> {
    const bus = sessionBus({ busAddress: this.address });
    this.#connections.add(bus);
    await new Promise<void>((resolve, reject) => {
      bus.on('connect', resolve);
      bus.on('error', reject);
    });
    return bus;
  }

  /** A service of this name that takes every call, counts it in `asked`, and answers none. */
  async silentService(name: string): Promise<{ readonly bus: MessageBus; readonly asked: number }> {
    const bus = await this.connect();
    let asked = 0;
    bus.addMethodHandler(() => {
      asked += 1;
      return true;
    });
    await bus.requestName(name, 0);
    return {
      bus,
      get asked() {
        return asked;
      },
    };
  }

  disconnect(bus: MessageBus): void {
    if (this.#connections.delete(bus)) bus.disconnect();
  }

  async stop(): Promise<void> {
    for (const bus of this.#connections) this.disconnect(bus);
    await endChild(this.#daemon);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Resolves once the daemon has said where it listens. */
async function firstLine(daemon: ChildProcess): Promise<void> {
  let complaint = '';
  daemon.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  await new Promise<void>((resolve, reject) => {
    daemon.once('error', (cause) => reject(new Error('dbus-daemon did not start: is it installed?', { cause })));
    daemon.once('exit', (code) => reject(new Error(`dbus-daemon ended at once (${code}): ${complaint}`)));
    daemon.stdout?.once('data', () => resolve());
    const slow = () => reject(new Error(`dbus-daemon did not say where it listens in ${startMs} ms: ${complaint}`));
    const limit = setTimeout(slow, startMs);
    for (const event of ['error', 'exit'] as const) daemon.once(event, () => clearTimeout(limit));
    daemon.stdout?.once('data', () => clearTimeout(limit));
  });
}
