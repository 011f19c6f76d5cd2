import { beforeEach, describe, expect, it } from 'vitest';
import type { MediaRoom } from '../../../src/server/media/port.ts';
import { defaultHeardRules, keptAfterMuteMs } from '../../../src/server/sessions/heard.ts';
import type { Participant } from '../../../src/server/sessions/participant.ts';
import { Participants, sees } from '../../../src/server/sessions/participants.ts';
import { SessionMedia } from '../../../src/server/sessions/session-media.ts';
import type { PushName, PushOf } from '../../../src/shared/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { FakeMediaHost, type FakeParticipantMedia, type FakeSpeakerWatch, rtpCapabilities } from './fake-media.ts';

/** A session as far as its media is concerned. */
class Group {
  readonly clock = new ManualClock();
  readonly #host = new FakeMediaHost();
  readonly #pushed: { to: string; name: PushName; payload: unknown }[] = [];
  #ids = 0;
  readonly participants: Participants;
  readonly media: SessionMedia;
  readonly #microphones = new Map<Participant, string>();

  constructor() {
    this.participants = new Participants('s', () => `p${++this.#ids}`, {
      push: (to, name, payload) => void this.#pushed.push({ to, name, payload }),
    });
    this.media = new SessionMedia(this.#host.createRoom(() => {}) as Promise<MediaRoom>, {
      sessionId: 's',
      participants: this.participants,
      clock: this.clock,
      heard: defaultHeardRules,
      connects: sees,
      flows: () => true,
    });
  }

  /** Somebody with a microphone. */
  async join(muted = false): Promise<Participant> {
    const person = { id: `person-${this.#ids}`, name: 'Somebody' };
    const device = { key: person.id, id: 'laptop', person };
    const participant = this.participants.add({ person, device, endpoint: 'device', role: 'member' });
    this.participants.letIn(participant);
    await this.media.attach(participant, rtpCapabilities);
    participant.snapshot(() => null).delivered();
    const { id } = await this.media.publish(participant, {
      sessionId: 's',
      transportId: 'send',
      kind: 'audio',
      source: 'microphone',
      paused: muted,
      rtpParameters: { codecs: [] },
    });
    this.#microphones.set(participant, id);
    await settle();
    return participant;
  }

  async people(count: number, muted = false): Promise<Participant[]> {
    const people: Participant[] = [];
    for (let index = 0; index < count; index += 1) people.push(await this.join(muted));
    this.#pushed.length = 0;
    return people;
  }

  leave(participant: Participant): void {
    participant.remove();
    this.media.detach(participant);
    this.participants.delete(participant);
  }

  async mute(participant: Participant, muted: boolean): Promise<void> {
    await this.media.setPublicationPaused(participant, this.microphoneOf(participant), muted);
    await settle();
  }

  microphoneOf(participant: Participant): string {
    return this.#microphones.get(participant) ?? 'none';
  }

  /** To whom the participant is subscribed, and of whom it hears something. */
  of(participant: Participant): { subscribed: string[]; open: string[] } {
    const { subscriptions } = participant.media as FakeParticipantMedia;
    const of = (list: typeof subscriptions) => list.map(({ fromParticipantId }) => fromParticipantId).sort();
    return { subscribed: of(subscriptions), open: of(subscriptions.filter(({ open }) => open)) };
  }

  /** Takes what the participant has been told of that name. */
  told<N extends PushName>(participant: Participant, wanted: N): PushOf<N>[] {
    const mine = this.#pushed.filter(({ to, name }) => to === participant.device?.key && name === wanted);
    for (const push of mine) this.#pushed.splice(this.#pushed.indexOf(push), 1);
    return mine.map(({ payload }) => payload as PushOf<N>);
  }

  get watches(): FakeSpeakerWatch[] {
    return this.#host.rooms[0]?.watches ?? [];
  }

  /** The room hears these, at −30 dBov. */
  async speak(...speakers: Participant[]): Promise<void> {
    const [first] = speakers;
    const levels = Object.fromEntries(speakers.map((speaker) => [this.microphoneOf(speaker), -30]));
    this.watches.at(-1)?.hear(levels, first === undefined ? null : this.microphoneOf(first));
    await settle();
  }
}

let group: Group;
beforeEach(() => {
  group = new Group();
});

const idsOf = (people: readonly Participant[]): string[] => people.map(({ id }) => id).sort();

describe('few', () => {
  it('all hear each other, also who is muted as soon as it unmutes', async () => {
    const people = await group.people(3, true);
    for (const one of people) {
      expect(group.of(one).subscribed).toEqual(idsOf(people.filter((other) => other !== one)));
    }
    await group.mute(people[0] as Participant, false);
    expect(group.told(people[1] as Participant, 'subscriptions.created')).toEqual([]);
  });

  it('lose what they had of somebody who leaves', async () => {
    const [ada, bob, eve] = (await group.people(3)) as [Participant, Participant, Participant];
    group.leave(eve);
    expect(group.of(ada).subscribed).toEqual([bob.id]);
    expect(group.told(ada, 'subscriptions.closed')).toMatchObject([{ subscriptionIds: [expect.any(String)] }]);
  });
});

describe('many', () => {
  it('receive nothing of who is muted, and one push when somebody unmutes', async () => {
    const people = await group.people(20, true);
    const [ada, bob] = people as [Participant, Participant];
    expect(group.of(ada).subscribed).toEqual([]);
    await group.mute(bob, false);
    expect(group.of(ada)).toEqual({ subscribed: [bob.id], open: [bob.id] });
    expect(group.told(ada, 'subscriptions.created')).toMatchObject([{ subscriptions: [{ participantId: bob.id }] }]);
  });

  it('keep what they have of somebody who mutes for a moment', async () => {
    const [ada, bob] = (await group.people(20, true)) as [Participant, Participant];
    await group.mute(bob, false);
    await group.mute(bob, true);
    await group.clock.pass(keptAfterMuteMs - 1);
    expect([group.of(ada).subscribed, group.told(ada, 'subscriptions.closed')]).toEqual([[bob.id], []]);
    await group.clock.pass(1);
    expect([group.of(ada).subscribed, group.told(ada, 'subscriptions.closed').length]).toEqual([[], 1]);
  });

  it('hear 8 of 17 microphones, and who begins to speak in place of who spoke longest ago', async () => {
    const people = await group.people(17);
    const listener = people[16] as Participant;
    const [first, ...rest] = people.slice(0, 16) as [Participant, ...Participant[]];
    group.clock.advance(60_000);
    for (const speaker of rest.slice(0, 8)) {
      group.clock.advance(2_000);
      await group.speak(speaker);
    }
    expect(group.of(listener).open).toEqual(idsOf(rest.slice(0, 8)));
    group.clock.advance(2_000);
    await group.speak(first);
    expect(group.of(listener).open).toEqual(idsOf([first, ...rest.slice(1, 8)]));
    // Without the listener's doing: it had subscribed to them before.
    expect(group.told(listener, 'subscriptions.created')).toEqual([]);
    await group.clock.pass(300);
    expect(group.told(listener, 'speakers').at(-1)?.heard).toEqual(idsOf([first, ...rest.slice(1, 8)]));
    await group.mute(first, true);
    await group.clock.pass(300);
    expect(group.told(listener, 'speakers').at(-1)?.heard).toBeNull();
  });

  it('have it noticed promptly who speaks, once not everybody is heard', async () => {
    const people = await group.people(17);
    expect(group.watches.map(({ prompt }) => prompt)).toEqual([true]);
    await group.mute(people[0] as Participant, true);
    expect(group.watches.map(({ prompt }) => prompt)).toEqual([false]);
  });

  it('are told at once of all that comes back when they are few again', async () => {
    const people = await group.people(17, true);
    const [ada] = people as [Participant];
    group.leave(people[16] as Participant);
    await settle();
    const told = group.told(ada, 'subscriptions.created');
    expect(told.map(({ subscriptions }) => subscriptions.length)).toEqual([15]);
  });
});

describe('who speaks', () => {
  it('is watched among more than two, their microphones alone', async () => {
    await group.people(2);
    expect(group.watches).toEqual([]);
    const eve = await group.join();
    const camera = { sessionId: 's', transportId: 'send', kind: 'video', source: 'camera' } as const;
    await group.media.publish(eve, { ...camera, paused: false, rtpParameters: { codecs: [] } });
    expect(group.watches.map(({ watched }) => watched.size)).toEqual([3]);
    group.leave(eve);
    expect(group.watches.map(({ closed }) => closed)).toEqual([true]);
  });

  it('is told to everybody, at most every 300 ms and only when it changes', async () => {
    const [ada, bob] = (await group.people(3)) as [Participant, Participant];
    await group.speak(bob);
    const bobSpeaks = {
      sessionId: 's',
      dominant: bob.id,
      levels: [{ participantId: bob.id, level: -30 }],
      heard: null,
    };
    expect([group.told(ada, 'speakers'), group.told(bob, 'speakers')]).toEqual([[bobSpeaks], [bobSpeaks]]);
    await group.clock.pass(250);
    await group.speak(bob, ada);
    expect(group.told(ada, 'speakers')).toEqual([]);
    await group.clock.pass(50);
    expect(group.told(ada, 'speakers')).toHaveLength(1);
    await group.clock.pass(300);
    await group.speak(bob, ada);
    expect(group.told(ada, 'speakers')).toEqual([]);
  });

  it('leads through a pause between two sentences, not longer', async () => {
    const [ada, bob] = (await group.people(3)) as [Participant, Participant];
    const silence = () => group.watches[0]?.hear({}, group.microphoneOf(bob));
    await group.speak(bob);
    await group.clock.pass(500);
    silence();
    expect(group.told(ada, 'speakers').at(-1)).toEqual({ sessionId: 's', dominant: bob.id, levels: [], heard: null });
    await group.clock.pass(600);
    expect(group.told(ada, 'speakers')).toEqual([{ sessionId: 's', dominant: null, levels: [], heard: null }]);
    expect(group.clock.pending).toBe(0);
  });

  it('is nobody who is muted, and nobody once two are left', async () => {
    const [ada, bob, eve] = (await group.people(3)) as [Participant, Participant, Participant];
    await group.speak(bob);
    await group.clock.pass(300);
    group.told(ada, 'speakers');
    await group.mute(bob, true);
    expect(group.told(ada, 'speakers')).toEqual([{ sessionId: 's', dominant: null, levels: [], heard: null }]);
    await group.speak(eve);
    await group.clock.pass(300);
    group.told(ada, 'speakers');
    group.leave(bob);
    expect(group.told(ada, 'speakers')).toEqual([{ sessionId: 's', dominant: null, levels: [], heard: null }]);
  });
});
