import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { askEveryMs, patienceMs } from '../../../src/server/media/sfu/watchdog.ts';
import { WorkerPool } from '../../../src/server/media/sfu/workers.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';

/** What of mediasoup's worker the pool uses, as a process that can hang and die. */
class FakeWorker extends EventEmitter {
  readonly observer = new EventEmitter();
  readonly pid: number;
  hangs = false;
  readonly #pending = new Set<(error: Error) => void>();

  constructor(pid: number, hangs: boolean) {
    super();
    this.pid = pid;
    this.hangs = hangs;
  }

  createWebRtcServer(): Promise<object> {
    return this.#answer({});
  }

  getResourceUsage(): Promise<object> {
    return this.#answer({});
  }

  close(): void {
    this.#end();
  }

  /** As mediasoup does: what was asked fails, then it says so. */
  die(): void {
    this.#end();
    this.emit('died', new Error('killed'));
    this.observer.emit('close');
  }

  #end(): void {
    for (const reject of this.#pending) reject(new Error('the channel is closed'));
    this.#pending.clear();
    this.observer.emit('close');
  }

  #answer<T>(value: T): Promise<T> {
    if (!this.hangs) return Promise.resolve(value);
    return new Promise((_, reject) => this.#pending.add(reject));
  }
}

let clock: ManualClock;
let workers: FakeWorker[];
let nextHangs: boolean;

beforeEach(() => {
  clock = new ManualClock();
  workers = [];
  nextHangs = false;
});

function start(): Promise<WorkerPool> {
  const bitrates = { maxIncoming: 6_000_000, initialOutgoing: 800_000 };
  const options = { count: 1, listenIp: '127.0.0.1', announcedAddress: null, firstPort: 0, tcp: true, bitrates };
  return WorkerPool.start(options, pino({ level: 'silent' }), clock, {
    create: async () => {
      const worker = new FakeWorker(workers.length + 1, nextHangs);
      workers.push(worker);
      return worker as unknown as types.Worker;
    },
    kill: (pid) => workers[pid - 1]?.die(),
    clock,
  });
}

describe('a media worker', () => {
  it('that hangs is replaced', async () => {
    const pool = await start();
    await clock.pass(3 * askEveryMs);
    expect(pool.pids).toEqual([1]);
    workers[0]!.hangs = true;
    await clock.pass(askEveryMs + patienceMs + 1_000);
    expect(pool.pids).toEqual([2]);
    pool.close();
  });

  it('that answers, however long, is left alone', async () => {
    const pool = await start();
    await clock.pass(10 * (askEveryMs + patienceMs));
    expect(workers).toHaveLength(1);
    pool.close();
    expect(clock.pending).toBe(0);
  });

  it('that dies while it starts is started once more, and not twice', async () => {
    const pool = await start();
    nextHangs = true;
    workers[0]!.die();
    await clock.pass(100);
    expect(workers).toHaveLength(2);
    nextHangs = false;
    workers[1]!.die();
    await clock.pass(5_000);
    expect([workers.length, pool.pids]).toEqual([3, [3]]);
    pool.close();
  });

  it('that hangs while it starts is replaced too', async () => {
    const pool = await start();
    nextHangs = true;
    workers[0]!.die();
    await clock.pass(100);
    nextHangs = false;
    await clock.pass(askEveryMs + patienceMs + 2_000);
    expect(pool.pids).toEqual([3]);
    pool.close();
    await settle();
    expect(clock.pending).toBe(0);
  });
});
