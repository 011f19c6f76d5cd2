/** How one comes into a session, as the call makes it true. */
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stayAnswerMs } from '../../../src/renderer/call/alone.ts';
import type { CallSettings } from '../../../src/renderer/call/call-parts.ts';
import { CallSession } from '../../../src/renderer/call/call-session.ts';
import { settle } from '../support/settle.ts';
import { type FakeParts, fakeParts } from './fakes.ts';
import { ada, joinedOf, participantOf, subscriptionOf } from './protocol-fixtures.ts';

const me = participantOf({ participantId: 'participant-ada', person: ada, role: 'host' });
const bob = participantOf();
const idleTimeoutMs = 180_000;

beforeAll(() => vi.stubGlobal('MediaStream', class {}));

let parts: FakeParts;
let ends: string[];
beforeEach(() => {
  parts = fakeParts();
  ends = [];
});

async function join(others: (typeof bob)[], how: Partial<CallSettings>): Promise<CallSession> {
  parts.signaling.answer('session.join', () => ({ ok: joinedOf({ kind: 'group', participants: [me, ...others] }) }));
  const call = CallSession.join('session-1', { parts, me: ada.id, ...how });
  call.on('timedOut', () => ends.push('timedOut'));
  call.on('left', ({ reason }) => ends.push(reason));
  await settle();
  parts.engine.link.become('connected');
  await settle();
  return call;
}

const come = () =>
  parts.signaling.push('participant.changed', { sessionId: 'session-1', version: 1, participant: bob });
const go = () => {
  const { participantId } = bob;
  parts.signaling.push('participant.left', {
    sessionId: 'session-1',
    version: 2,
    participantId,
    reason: 'peer-hung-up',
  });
};

describe('alone in a group', () => {
  it('one is asked after the time that was chosen, and out without an answer', async () => {
    const call = await join([], { idleTimeoutMs });
    parts.clock.advance(idleTimeoutMs - 1);
    expect(call.view.leavesAt).toBeNull();
    parts.clock.advance(1);
    expect(call.view.leavesAt).toBe(parts.clock.now() + stayAnswerMs);
    parts.clock.advance(stayAnswerMs);
    expect(ends).toEqual(['timedOut', 'timed-out']);
    expect(parts.signaling.sent.at(-1)).toMatchObject({ name: 'session.leave' });
    expect(parts.clock.pending).toBe(0);
  });

  it('whoever stays is asked again only after the same time', async () => {
    const call = await join([], { idleTimeoutMs });
    parts.clock.advance(idleTimeoutMs);
    call.stay();
    expect(call.view.leavesAt).toBeNull();
    parts.clock.advance(idleTimeoutMs - 1);
    expect(call.view.leavesAt).toBeNull();
    parts.clock.advance(1);
    expect(call.view.leavesAt).not.toBeNull();
    expect(ends).toEqual([]);
  });

  it('nobody is asked any more when somebody comes, and the time begins anew when they go', async () => {
    const call = await join([], { idleTimeoutMs });
    parts.clock.advance(idleTimeoutMs);
    come();
    expect(call.view.leavesAt).toBeNull();
    parts.clock.advance(10 * idleTimeoutMs);
    go();
    parts.clock.advance(idleTimeoutMs - 1);
    expect(call.view.leavesAt).toBeNull();
    parts.clock.advance(1);
    expect(call.view.leavesAt).not.toBeNull();
  });

  it('one may be for ever where nothing was chosen', async () => {
    const call = await join([], {});
    parts.clock.advance(1_000 * idleTimeoutMs);
    expect(call.view.leavesAt).toBeNull();
    expect(ends).toEqual([]);
  });
});

describe('a call without video', () => {
  const voice = subscriptionOf();
  const picture = subscriptionOf({
    subscriptionId: 'picture-1',
    publicationId: 'camera-1',
    kind: 'video',
    source: 'camera',
  });
  const later = { ...picture, subscriptionId: 'picture-2', publicationId: 'camera-2' };
  const subscribed = async (audioOnly: boolean) => {
    parts.signaling.answer('session.join', () => ({
      ok: joinedOf({ kind: 'group', participants: [me, bob], subscriptions: [voice, picture] }),
    }));
    const call = CallSession.join('session-1', { parts, me: ada.id, audioOnly });
    await settle();
    parts.engine.link.become('connected');
    await settle();
    parts.signaling.push('subscriptions.created', { sessionId: 'session-1', version: 1, subscriptions: [later] });
    call.setCamera(true);
    await settle();
    return { subscriptions: [...parts.engine.link.subscribed], camera: parts.engine.link.sources.has('camera') };
  };

  it('receives voices alone and sends no picture, whatever is asked', async () => {
    expect(await subscribed(true)).toEqual({ subscriptions: ['subscription-1'], camera: false });
  });

  it('is another than one with it', async () => {
    expect(await subscribed(false)).toEqual({
      subscriptions: ['subscription-1', 'picture-1', 'picture-2'],
      camera: true,
    });
  });
});
