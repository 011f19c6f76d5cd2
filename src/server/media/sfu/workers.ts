import { createWorker, type types } from 'mediasoup';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.ts';
import type { MediaHost, MediaRoom, RtpCapabilities } from '../port.ts';
import { mediaCodecs } from './codecs.ts';
import { type Bitrates, checkedCapabilities, SfuRoom } from './room.ts';
import { watch } from './watchdog.ts';

export type WorkerPoolOptions = {
  /** How many; one a core is right. */
  count: number;
  /** Address that media is received at. */
  listenIp: string;
  /** Address or host name that clients are told, when it is another than `listenIp`. */
  announcedAddress: string | null;
  /** UDP and TCP port of the first worker, the next ones follow; 0 takes free ones. */
  firstPort: number;
  /** Media over TCP too. A worker closes no connection of its own accord, nor can it be told to. */
  tcp: boolean;
  bitrates: Bitrates;
};

/** How workers are started and, when one hangs, ended; tests hand in others. */
export type WorkerProcesses = {
  create: (settings: types.WorkerSettings) => Promise<types.Worker>;
  kill: (pid: number) => void;
  /** Processes live in real time, whatever the clock of the calls says. */
  clock: Clock;
};

const systemProcesses: WorkerProcesses = {
  create: createWorker,
  // One that hangs hears no other signal.
  kill: (pid) => process.kill(pid, 'SIGKILL'),
  clock: systemClock,
};

type Slot = { index: number; worker: types.Worker; webRtcServer: types.WebRtcServer; rooms: Set<() => void> };

const respawnDelayMs = 1_000;
/** A signal to the process group ends the workers a moment before the server knows that it is meant too. */
const shutdownPatienceMs = 50;

/**
 * mediasoup's worker processes, one WebRtcServer each. A session's room lives on the worker with the fewest rooms. When a
 * worker dies its rooms fail and a new worker takes its place.
 */
export class WorkerPool implements MediaHost {
  readonly #options: WorkerPoolOptions;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #processes: WorkerProcesses;
  readonly #slots = new Map<number, Slot>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  private constructor(options: WorkerPoolOptions, logger: Logger, clock: Clock, processes: WorkerProcesses) {
    this.#options = options;
    this.#logger = logger;
    this.#clock = clock;
    this.#processes = processes;
  }

  /** @throws when a worker cannot be started or a port is in use; nothing is left running then. */
  static async start(
    options: WorkerPoolOptions,
    logger: Logger,
    clock: Clock,
    processes = systemProcesses,
  ): Promise<WorkerPool> {
    const pool = new WorkerPool(options, logger, clock, processes);
    try {
      await Promise.all(Array.from({ length: options.count }, (_, index) => pool.#spawn(index)));
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  /** Process ids of the workers that run. */
  get pids(): number[] {
    return [...this.#slots.values()].map(({ worker }) => worker.pid);
  }

  check(rtpCapabilities: RtpCapabilities): void {
    checkedCapabilities(rtpCapabilities);
  }

  async createRoom(onFailed: () => void): Promise<MediaRoom> {
    const slot = await this.#leastBusy();
    // Counted before the router exists, so that a burst of calls spreads.
    slot.rooms.add(onFailed);
    try {
      const router = await slot.worker.createRouter({ mediaCodecs });
      router.once('workerclose', () => !this.#closed && onFailed());
      router.observer.once('close', () => slot.rooms.delete(onFailed));
      const dependencies = { clock: this.#clock, logger: this.#logger, bitrates: this.#options.bitrates };
      return new SfuRoom(router, slot.webRtcServer, dependencies);
    } catch (error) {
      slot.rooms.delete(onFailed);
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    for (const { worker } of this.#slots.values()) worker.close();
    this.#slots.clear();
    this.#wake();
  }

  /** Waits for a new worker when the last one has just died. */
  async #leastBusy(): Promise<Slot> {
    for (;;) {
      if (this.#closed) throw new Error('The media workers have been closed');
      const [slot] = [...this.#slots.values()].sort((a, b) => a.rooms.size - b.rooms.size);
      if (slot !== undefined) return slot;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #spawn(index: number): Promise<void> {
    const { listenIp, announcedAddress, firstPort, tcp } = this.#options;
    const worker = await this.#processes.create({ logLevel: 'warn' });
    const rooms = new Set<() => void>();
    // One that dies before it stands is missed by whoever starts it.
    worker.on('died', (error) => this.#slots.get(index)?.worker === worker && this.#onDied(index, error));
    // While it hangs, nobody gets in and nobody is told; when it has died, its calls go on elsewhere.
    const onHang = () => {
      this.#logger.error({ worker: index, pid: worker.pid }, 'a media worker does not answer; it is ended');
      this.#processes.kill(worker.pid);
    };
    worker.observer.once(
      'close',
      watch(() => worker.getResourceUsage(), onHang, this.#processes.clock),
    );
    try {
      const listen = {
        ip: listenIp,
        ...(announcedAddress === null ? {} : { announcedAddress }),
        ...(firstPort === 0 ? {} : { port: firstPort + index }),
      };
      const webRtcServer = await worker.createWebRtcServer({
        listenInfos: [{ protocol: 'udp', ...listen }, ...(tcp ? [{ protocol: 'tcp' as const, ...listen }] : [])],
      });
      if (this.#closed) worker.close();
      else this.#slots.set(index, { index, worker, webRtcServer, rooms });
      this.#wake();
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  /** Its rooms have failed by now. */
  #onDied(index: number, error: Error): void {
    this.#slots.delete(index);
    this.#clock.after(shutdownPatienceMs, () => {
      if (this.#closed) return;
      this.#logger.error({ err: error, worker: index }, 'a media worker died');
      this.#respawn(index);
    });
  }

  #respawn(index: number): void {
    void this.#spawn(index).then(
      () => this.#logger.info({ worker: index }, 'a new media worker took its place'),
      (error: unknown) => {
        this.#logger.error({ err: error, worker: index }, 'no new media worker could be started; trying again');
        if (!this.#closed) this.#clock.after(respawnDelayMs, () => !this.#closed && this.#respawn(index));
      },
    );
  }
}
