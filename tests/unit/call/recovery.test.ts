import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { Recovery } from '../../../src/renderer/recovery/recovery.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';

type Outcome = 'up' | 'down' | CallError | 'hangs';

let clock: ManualClock;
let world: { online: boolean; up: boolean };
let steps: string[];
let outcomes: { resume: Outcome; rejoin: Outcome };
let recovery: Recovery;
let finish: (() => void) | null;

beforeEach(() => {
  clock = new ManualClock();
  world = { online: true, up: true };
  steps = [];
  outcomes = { resume: 'up', rejoin: 'up' };
  finish = null;
  const step = (name: 'resume' | 'rejoin') => async () => {
    steps.push(name);
    const outcome = outcomes[name];
    if (outcome instanceof CallError) throw outcome;
    if (outcome === 'hangs') {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    }
    if (outcome === 'up') world.up = true;
  };
  recovery = new Recovery(
    {
      signalingOnline: () => world.online,
      resume: step('resume'),
      rejoin: step('rejoin'),
      mediaUp: () => world.up,
      reconnectSignaling: () => steps.push('reconnect'),
      giveUp: () => steps.push('give up'),
    },
    { clock, random: () => 0.5 },
  );
});

const lose = () => {
  world.up = false;
  recovery.trouble('disconnected');
};

describe('the ladder', () => {
  it('restarts ICE once for one sign of trouble, and is then at rest', async () => {
    lose();
    await clock.pass(60_000);
    expect(steps).toEqual(['resume']);
    expect(clock.pending).toBe(0);
  });

  it('restarts ICE for a network change even while all seems well', async () => {
    recovery.trouble('network-changed');
    await settle();
    expect(steps).toEqual(['resume']);
  });

  it('has one step under way at a time, and takes another for what came meanwhile', async () => {
    outcomes.resume = 'hangs';
    lose();
    await settle();
    recovery.trouble('stalled');
    recovery.trouble('failed');
    await settle();
    expect(steps).toEqual(['resume']);
    outcomes.resume = 'up';
    world.up = true;
    finish?.();
    await clock.pass(0);
    expect(steps).toEqual(['resume', 'resume']);
  });

  it('replaces the transports when two ICE restarts have not helped', async () => {
    outcomes.resume = 'down';
    lose();
    await clock.pass(12_000);
    expect(steps).toEqual(['resume', 'resume', 'rejoin']);
  });

  it('joins again at once when the server knows nothing to resume', async () => {
    outcomes.resume = new CallError('session-not-found', 'gone');
    lose();
    await settle();
    expect(steps).toEqual(['resume', 'rejoin']);
  });

  it('joins again at once when the server has lost its media', async () => {
    world.up = false;
    recovery.trouble('server-failure');
    await settle();
    expect(steps).toEqual(['rejoin']);
  });

  it('gives up at once when there is nothing to join', async () => {
    outcomes = {
      resume: new CallError('session-not-found', 'gone'),
      rejoin: new CallError('session-not-found', 'gone'),
    };
    lose();
    await settle();
    expect(steps).toEqual(['resume', 'rejoin', 'give up']);
    recovery.trouble('failed');
    await clock.pass(60_000);
    expect(steps).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it('waits for signaling and goes on in the moment it is back', async () => {
    world.online = false;
    lose();
    await clock.pass(9_000);
    expect(steps).toEqual([]);
    world.online = true;
    recovery.trouble('signaling-restored');
    await settle();
    expect(steps).toEqual(['resume']);
  });

  it('does not trust a connection that does not answer', async () => {
    outcomes.resume = new CallError('timeout', 'no answer');
    lose();
    await settle();
    expect(steps).toEqual(['resume', 'reconnect']);
  });

  it('gives up thirty seconds after media was lost, not earlier', async () => {
    outcomes = { resume: 'down', rejoin: 'down' };
    lose();
    await clock.pass(29_900);
    expect(steps).not.toContain('give up');
    await clock.pass(200);
    expect(steps.filter((step) => step === 'give up')).toHaveLength(1);
    const before = steps.length;
    await clock.pass(60_000);
    expect(steps).toHaveLength(before);
    expect(clock.pending).toBe(0);
  });

  it('does not give up while media flows, however long signaling is away', async () => {
    world.online = false;
    recovery.trouble('network-changed');
    await clock.pass(600_000);
    expect(steps).toEqual([]);
  });

  it('counts the grace anew after each recovery', async () => {
    outcomes.resume = 'down';
    outcomes.rejoin = 'down';
    lose();
    await clock.pass(20_000);
    world.up = true;
    recovery.changed();
    await clock.pass(5_000);
    lose();
    await clock.pass(20_000);
    expect(steps).not.toContain('give up');
    await clock.pass(10_100);
    expect(steps).toContain('give up');
  });

  it('backs off between attempts, up to four seconds', async () => {
    outcomes.resume = new CallError('internal', 'busy');
    outcomes.rejoin = new CallError('internal', 'busy');
    const times: number[] = [];
    const start = clock.now();
    lose();
    let seen = 0;
    for (let passed = 0; passed < 20_000; passed += 25) {
      await clock.pass(25);
      if (steps.length > seen) times.push(clock.now() - start);
      seen = steps.length;
    }
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? 0) - 25)).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_000);
    expect(Math.max(...waits)).toBeGreaterThan(2_000);
  });

  it('does nothing any more once stopped', async () => {
    outcomes.resume = 'down';
    lose();
    await settle();
    recovery.stop();
    recovery.trouble('failed');
    await clock.pass(60_000);
    expect(steps).toEqual(['resume']);
    expect(clock.pending).toBe(0);
  });
});
