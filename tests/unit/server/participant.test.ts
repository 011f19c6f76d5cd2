import { describe, expect, it } from 'vitest';
import { Participant } from '../../../src/server/sessions/participant.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { FakeParticipantMedia } from './fake-media.ts';

function bob() {
  const pushed: string[] = [];
  const person = { id: 'bob', name: 'Bob' };
  const device = { key: 'bob/laptop', id: 'laptop', person };
  const participant = new Participant(
    { id: 'participant-1', person, device, endpoint: 'device', role: 'member' },
    { push: (_, name) => pushed.push(name) },
  );
  const change = (): void => participant.push('subscriptions.closed', { sessionId: 's', subscriptionIds: ['c'] });
  return { participant, pushed, change };
}

describe('a participant', () => {
  it('that joins again has the media of the later join only, and gives back what it had', () => {
    const { participant } = bob();
    const first = participant.beginJoin();
    const [early, late] = [new FakeParticipantMedia(), new FakeParticipantMedia()];
    const second = participant.beginJoin();
    expect([participant.giveMedia(second.generation, late), participant.giveMedia(first.generation, early)]).toEqual([
      true,
      false,
    ]);
    expect(participant.media).toBe(late);
    expect([participant.beginJoin().before, participant.media]).toEqual([late, null]);
  });

  it('that has been removed takes no media any more', () => {
    const { participant } = bob();
    const { generation } = participant.beginJoin();
    participant.remove();
    expect(participant.giveMedia(generation, new FakeParticipantMedia())).toBe(false);
    expect(participant.media).toBeNull();
  });

  it('has its grace from when it was lost, not from when that was noticed again', () => {
    const { participant } = bob();
    const clock = new ManualClock();
    let over = 0;
    expect(participant.lose(clock.now())).toBe(true);
    participant.startGrace(clock, 5_000, () => over++);
    clock.advance(4_000);
    expect(participant.lose(clock.now())).toBe(false);
    participant.startGrace(clock, 30_000, () => over++);
    clock.advance(25_999);
    expect(over).toBe(0);
    clock.advance(1);
    expect(over).toBe(1);
  });

  it('has no grace left to run once it is found or removed', () => {
    const clock = new ManualClock();
    for (const happens of [(it: Participant) => it.find(), (it: Participant) => it.remove()]) {
      const { participant } = bob();
      participant.lose(clock.now());
      participant.startGrace(clock, 5_000, () => expect.fail('the grace ran on'));
      happens(participant);
    }
    expect(clock.pending).toBe(0);
  });

  it('is told nothing from a loss to the next whole state, and then only what comes after it', () => {
    const { participant, pushed, change } = bob();
    participant.snapshot(() => 'state').delivered();
    change();
    participant.lose(1);
    change();
    participant.find();
    change();
    const { reply, delivered } = participant.snapshot(() => 'state again');
    change();
    expect([reply, pushed]).toEqual(['state again', ['subscriptions.closed']]);
    delivered();
    expect(pushed).toEqual(['subscriptions.closed', 'subscriptions.closed']);
  });

  it('holds no more when its device starts afresh', () => {
    const { participant } = bob();
    expect([participant.hold(true), participant.hold(true), participant.held]).toEqual([true, false, true]);
    participant.startAfresh();
    expect(participant.describe()).toMatchObject({ held: false, connection: 'connected', answered: false });
  });
});
