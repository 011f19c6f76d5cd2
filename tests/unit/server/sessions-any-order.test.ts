/** Whatever up to five people do in whichever order: the server, its model and what each device has been told agree. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Device } from '../../../src/server/device.ts';
import type { PublishRequest } from '../../../src/server/media/port.ts';
import type { Moderation } from '../../../src/server/sessions/moderation.ts';
import type { Participant } from '../../../src/server/sessions/participant.ts';
import type { Invitation, PushOf, SessionState } from '../../../src/shared/protocol.ts';
import { settle } from '../support/settle.ts';
import { code, codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';
import { rtpCapabilities } from './fake-media.ts';
import { callsPerPerson, Model, ModelSession, type Name, people } from './sessions-model.ts';

/** What a device makes of all that it is told, as an app would. */
class Told {
  readonly sessions = new Map<string, SessionState>();
  readonly ringing = new Set<string>();

  /** The reply to an accept says so to whoever accepts. */
  accepted(sessionId: string): void {
    this.ringing.delete(sessionId);
    const state = this.sessions.get(sessionId);
    if (state !== undefined) this.sessions.set(sessionId, { ...state, phase: 'live' });
  }

  take(name: string, payload: unknown): void {
    const push = payload as { sessionId: string; version?: number };
    if (name === 'invitation.ringing') this.ringing.add(push.sessionId);
    if (name === 'invitation.stopped') {
      this.ringing.delete(push.sessionId);
      this.sessions.delete(push.sessionId);
    }
    if (name === 'session.ended') this.sessions.delete(push.sessionId);
    const known = this.sessions.get(push.sessionId);
    if (push.version === undefined || known === undefined) return;
    expect(push.version, `a gap before ${name}`).toBe(known.version + 1);
    this.sessions.set(push.sessionId, { ...changed(known, name, payload), version: push.version });
  }
}

function changed(state: SessionState, name: string, payload: unknown): SessionState {
  switch (name) {
    case 'session.changed':
      return { ...state, ...(payload as PushOf<'session.changed'>) };
    case 'participant.changed': {
      const { participant } = payload as PushOf<'participant.changed'>;
      return { ...state, participants: put(state.participants, participant, ({ participantId }) => participantId) };
    }
    case 'participant.left': {
      const { participantId } = payload as PushOf<'participant.left'>;
      return { ...state, participants: state.participants.filter((other) => other.participantId !== participantId) };
    }
    case 'invitation.changed': {
      const { invitation } = payload as PushOf<'invitation.changed'>;
      return { ...state, invitations: put(state.invitations, invitation, ({ to }) => to.id) };
    }
    default:
      return state;
  }
}

function put<T>(list: readonly T[], item: T, key: (item: T) => string): T[] {
  return [...list.filter((other) => key(other) !== key(item)), item];
}

const microphone = (sessionId: string, transportId: string): PublishRequest => ({
  sessionId,
  transportId,
  kind: 'audio',
  source: 'microphone',
  paused: false,
  rtpParameters: { codecs: [] },
});

class World {
  readonly exchange = new Exchange({ limits: { callsPerPerson } });
  readonly devices = new Map<Name, Device>();
  readonly told = new Map<Name, Told>();
  #ids = 0;

  constructor() {
    for (const name of people) this.signIn(name);
  }

  newId(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  device(name: Name): Device {
    const device = this.devices.get(name);
    if (device === undefined) throw new Error(`${name} has never signed in`);
    return device;
  }

  signIn(name: Name): void {
    const device = this.exchange.signIn(name);
    const told = new Told();
    for (const { sessionId } of device.welcome.ringing) told.ringing.add(sessionId);
    this.devices.set(name, device);
    this.told.set(name, told);
  }

  /** Takes a whole state, as the reply of a request has it. */
  adopt(name: Name, state: SessionState): void {
    this.deliver();
    this.told.get(name)?.sessions.set(state.sessionId, state);
  }

  /** What one has left oneself one is told nothing of. */
  leftItself(name: Name, sessionId: string): void {
    this.deliver();
    this.told.get(name)?.sessions.delete(sessionId);
    this.told.get(name)?.ringing.delete(sessionId);
  }

  deliver(): void {
    for (const { to, name, payload } of this.exchange.pushed.splice(0)) {
      this.told.get(to.split('/')[0] as Name)?.take(name, payload);
    }
  }

  /** Comes in, and is heard. */
  async join(name: Name, sessionId: string): Promise<void> {
    const request = { sessionId, rtpCapabilities };
    const { reply, delivered } = await this.exchange.calls.join(this.device(name), request, null);
    this.adopt(name, reply);
    delivered();
  }

  agrees({ sessions, running, online }: Model): void {
    this.deliver();
    const { calls, inCall } = this.exchange;
    expect(calls.size).toBe(running.length);
    expect(new Set(inCall)).toEqual(new Set(running.flatMap(({ participants }) => [...participants.keys()])));
    for (const session of sessions) this.#agreesOn(session, online);
    for (const name of online) {
      const rung = running.filter((session) => session.rung.has(name)).map(({ id }) => id);
      expect([...(this.told.get(name)?.ringing ?? [])], `what rings for ${name}`).toEqual(rung);
    }
  }

  #agreesOn({ id, kind, ringing, participants, outcomes, over }: ModelSession, online: ReadonlySet<Name>): void {
    for (const [name, is] of participants) {
      const device = this.device(name);
      const session = this.exchange.calls.of(device, id);
      const participant = session.participantOf(device);
      expect(session.people.map((person) => person.id)).toEqual([...participants.keys()]);
      expect({
        muted: participant?.muted,
        held: participant?.held,
        lost: participant?.connection === 'lost',
        role: participant?.role,
      }).toEqual(is);
      for (const { invitationId, outcome } of outcomes.values()) {
        expect(session.invitation(invitationId)?.outcome).toBe(outcome);
      }
    }
    for (const [name, told] of this.told) {
      const state = told.sessions.get(id);
      if (over && online.has(name)) expect(state, `${name} has been told of the end`).toBeUndefined();
      const is = participants.get(name);
      if (is === undefined || is.lost || state === undefined) continue;
      expect({ kind: state.kind, phase: state.phase }).toEqual({ kind, phase: ringing ? 'ringing' : 'live' });
      expect(inOf(state, name), `who is in, as ${name} knows it`).toEqual(
        Object.fromEntries([...participants].filter(([other]) => other !== name)),
      );
      expect(Object.fromEntries(state.invitations.map((one: Invitation) => [one.to.id, one.outcome]))).toEqual(
        Object.fromEntries([...outcomes].map(([other, { outcome }]) => [other, outcome])),
      );
    }
  }
}

/** The others who are in; of oneself an app knows better. */
function inOf({ participants }: SessionState, name: Name) {
  return Object.fromEntries(
    participants
      .filter(({ answered, person }) => answered && person.id !== name)
      .map(({ person, muted, held, connection, role }) => [
        person.id,
        { muted, held, lost: connection === 'lost', role },
      ]),
  );
}

type Command = fc.AsyncCommand<Model, World>;

type Actor = { by: Name; session: ModelSession };

/** One of those who can do something does it, chosen by a number; afterwards all agree. */
function act<Who extends { by: Name }>(
  number: number,
  does: string,
  can: (model: Readonly<Model>) => Who[],
  run: (who: Who, model: Model, world: World) => Promise<void> | void,
): Command {
  let text = does;
  const choose = (model: Readonly<Model>): Who | undefined => {
    const able = can(model);
    return able[number % Math.max(1, able.length)];
  };
  return {
    check: (model) => choose(model) !== undefined,
    run: async (model, world) => {
      const who = choose(model);
      if (who === undefined) return;
      text = `${who.by} ${does}`;
      await run(who, model, world);
      await settle();
      world.agrees(model);
    },
    toString: () => text,
  };
}

const number = fc.nat({ max: 59 });

const online = (model: Readonly<Model>) => people.filter((name) => model.online.has(name));
const actors = (model: Readonly<Model>, can: (actor: Actor) => boolean): Actor[] =>
  model.running.flatMap((session) => online(model).map((by) => ({ by, session }))).filter(can);
const insiders = (model: Readonly<Model>) => actors(model, ({ by, session }) => session.participants.has(by));

const starts = fc
  .tuple(number, fc.uniqueArray(fc.constantFrom(...people), { maxLength: 3 }), fc.boolean())
  .map(([at, invited, titled]) => {
    const can = (model: Readonly<Model>) => (model.running.length < 2 ? online(model).map((by) => ({ by })) : []);
    return act(at, `starts one with ${invited}${titled ? ' and a title' : ''}`, can, async ({ by }, model, world) => {
      const others = invited.filter((name) => name !== by);
      const [only] = !titled && others.length === 1 ? others : [];
      const session = new ModelSession(world.newId(), only === undefined ? 'group' : 'direct');
      const invitations = others.map((to) => ({ invitationId: world.newId(), to }));
      const request = { sessionId: session.id, title: titled ? 'Team' : null, invitations, rtpCapabilities };
      const expected = only === undefined ? 'ringing' : model.outcomeOf(only, session);
      if (expected !== 'ringing') {
        expect(await codeOf(world.exchange.calls.start(world.device(by), request))).toBe(expected);
        return;
      }
      const { reply, delivered } = await world.exchange.calls.start(world.device(by), request);
      world.adopt(by, reply);
      delivered();
      session.start(by);
      for (const { to, invitationId } of invitations)
        session.put(to, model.outcomeOf(to, session) ?? '', invitationId, by);
      model.sessions.push(session);
    });
  });

const invites = fc.tuple(number, fc.constantFrom(...people)).map(([at, to]) =>
  act(at, `invites ${to}`, insiders, ({ by, session }, model, world) => {
    const invitationId = world.newId();
    const request = { sessionId: session.id, invitations: [{ invitationId, to }] };
    const outcome = model.outcomeOf(to, session);
    if (session.locked && !session.isHost(by)) {
      expect(code(() => world.exchange.calls.invite(world.device(by), request))).toBe('not-allowed');
      return;
    }
    if (outcome === null) {
      expect(code(() => world.exchange.calls.invite(world.device(by), request))).toBe('already-there');
      return;
    }
    session.becomeGroup();
    session.put(to, outcome, invitationId, by);
    const { invitations } = world.exchange.calls.invite(world.device(by), request);
    expect(invitations).toMatchObject([{ invitationId, outcome }]);
  }),
);

const rung = (model: Readonly<Model>) => actors(model, ({ by, session }) => session.rung.has(by));

const accepts = number.map((at) =>
  act(at, 'accepts', rung, async ({ by, session }, _, world) => {
    const invitationId = session.rung.get(by) ?? '';
    await world.join(by, session.id);
    world.exchange.calls.accept(world.device(by), { sessionId: session.id, invitationId });
    world.deliver();
    world.told.get(by)?.accepted(session.id);
    session.letIn(by);
    session.put(by, 'accepted', invitationId);
  }),
);

const joinsAndRings = number.map((at) =>
  act(at, 'joins and goes on ringing', rung, ({ by, session }, _, world) => world.join(by, session.id)),
);

const declines = fc.tuple(number, fc.boolean()).map(([at, leaving]) =>
  act(at, leaving ? 'leaves what rings' : 'declines', rung, ({ by, session }, _, world) => {
    const invitationId = session.rung.get(by) ?? '';
    if (leaving) world.exchange.calls.leave(world.device(by), session.id);
    else world.exchange.calls.decline(world.device(by), { sessionId: session.id, invitationId });
    session.put(by, 'declined', invitationId);
    world.leftItself(by, session.id);
  }),
);

const outsiders = (model: Readonly<Model>) =>
  actors(model, ({ by, session }) => !session.participants.has(by) && !session.rung.has(by));

const joins = number.map((at) =>
  act(at, 'joins', outsiders, async ({ by, session }, _, world) => {
    if (session.kind === 'group' && session.members.has(by)) {
      session.letIn(by);
      await world.join(by, session.id);
    } else expect(await codeOf(world.join(by, session.id))).toBe('session-not-found');
  }),
);

const withdraws = number.map((at) => {
  const can = (model: Readonly<Model>) =>
    insiders(model).flatMap(({ by, session }) => [...session.rung.keys()].map((of) => ({ by, session, of })));
  return act(at, 'withdraws', can, ({ by, session, of }, _, world) => {
    const about = { sessionId: session.id, invitationId: session.rung.get(of) ?? '' };
    const may = session.isHost(by) || session.outcomes.get(of)?.by === by;
    expect(code(() => world.exchange.calls.withdraw(world.device(by), about))).toBe(may ? 'none' : 'not-allowed');
    if (!may) return;
    session.put(of, 'withdrawn');
    world.leftItself(of, session.id);
  });
});

const leaves = number.map((at) =>
  act(at, 'leaves', insiders, ({ by, session }, _, world) => {
    world.exchange.calls.leave(world.device(by), session.id);
    world.leftItself(by, session.id);
    session.takeOut(by);
  }),
);

const ends = number.map((at) =>
  act(at, 'ends it for all', insiders, ({ by, session }, _, world) => {
    const isHost = session.isHost(by);
    const ending = () => world.exchange.calls.of(world.device(by), session.id).endForAll(world.device(by));
    expect(code(ending)).toBe(isHost ? 'none' : 'not-allowed');
    if (!isHost) return;
    world.leftItself(by, session.id);
    session.end();
  }),
);

/** In a call of two nobody is the host of the other. */
const moderates = (session: ModelSession, by: Name) => session.kind === 'group' && session.isHost(by);

const locks = number.map((at) =>
  act(at, 'locks or unlocks', insiders, ({ by, session }, _, world) => {
    const locked = !session.locked;
    const may = moderates(session, by);
    const locking = () => world.exchange.calls.lock(world.device(by), { sessionId: session.id, locked });
    const closed = [...session.rung.keys()];
    expect(code(locking)).toBe(may ? 'none' : 'not-allowed');
    if (!may) return;
    session.setLocked(locked);
    for (const name of closed) if (!session.rung.has(name)) world.leftItself(name, session.id);
  }),
);

/** What one in a session does to another one in it. */
const toOthers = (
  does: string,
  run: (by: Participant, other: Participant, moderation: Moderation) => Promise<void> | void,
  then: (session: ModelSession, other: Name) => void,
) =>
  number.map((at) => {
    const can = (model: Readonly<Model>) =>
      insiders(model).flatMap(({ by, session }) =>
        [...session.participants.keys()].filter((other) => other !== by).map((other) => ({ by, session, other })),
      );
    return act(at, does, can, async ({ by, session, other }, _, world) => {
      const real = world.exchange.calls.of(world.device(by), session.id);
      const [actor, whom] = [real.of(world.device(by)), real.of(world.device(other))];
      const doing = (async () => run(actor, whom, real.moderation))();
      const may = moderates(session, by);
      expect(await codeOf(doing)).toBe(may ? 'none' : 'not-allowed');
      if (may) then(session, other);
    });
  });

const removes = toOthers(
  'removes another',
  (by, { id }, moderation) => moderation.remove(by, id),
  (session, other) => session.remove(other),
);

const mutesOthers = toOthers(
  'mutes another',
  (by, { id }, moderation) => moderation.mute(by, [id]),
  (session, other) => session.change(other, () => ({ muted: true })),
);

const givesRoles = toOthers(
  'makes another a host',
  (by, { id }, moderation) => moderation.setRole(by, id, 'host'),
  (session, other) => session.change(other, () => ({ role: 'host' })),
);

const holds = number.map((at) =>
  act(at, 'holds or goes on', insiders, ({ by, session }, _, world) => {
    const held = session.change(by, ({ held: was }) => ({ held: !was })).held;
    world.exchange.calls.of(world.device(by), session.id).hold(world.device(by), held);
  }),
);

const mutes = number.map((at) =>
  act(at, 'mutes or unmutes', insiders, async ({ by, session }, _, world) => {
    const { muted } = session.change(by, ({ muted: was }) => ({ muted: !was }));
    const { session: real, participant, media } = world.exchange.calls.mediaOf(world.device(by), session.id);
    const own = media.publications.find(({ source }) => source === 'microphone');
    if (own !== undefined) await real.setPublicationPaused(participant, own.id, muted);
    else await real.publish(participant, microphone(session.id, media.transports.send.id));
  }),
);

const anybody = (model: Readonly<Model>) => online(model).map((by) => ({ by }));

const loses = number.map((at) =>
  act(at, 'loses the connection', anybody, ({ by }, model, world) => {
    model.online.delete(by);
    world.exchange.drop(world.device(by));
    for (const { session } of model.in(by)) session.change(by, () => ({ lost: true }));
  }),
);

const returns = number.map((at) => {
  const can = (model: Readonly<Model>) => people.filter((by) => !model.online.has(by)).map((by) => ({ by }));
  return act(at, 'is back', can, async ({ by }, model, world) => {
    model.online.add(by);
    world.deliver();
    world.signIn(by);
    for (const { session } of model.in(by)) {
      session.change(by, () => ({ lost: false }));
      const { reply, delivered } = await world.exchange.calls.of(world.device(by), session.id).resume(world.device(by));
      world.adopt(by, reply.state);
      delivered();
    }
  });
});

const timePasses = fc.constant(null).map(
  (): Command => ({
    check: () => true,
    run: async (model, world) => {
      model.timePasses();
      world.exchange.clock.advance(times.ringTimeoutMs + times.participantGraceMs);
      await settle();
      world.agrees(model);
    },
    toString: () => 'a minute passes',
  }),
);

it('up to five people in two sessions', async () => {
  const often = [starts, invites, accepts, accepts, joins, leaves];
  const seldom = [
    joinsAndRings,
    declines,
    withdraws,
    ends,
    locks,
    removes,
    mutesOthers,
    givesRoles,
    holds,
    mutes,
    loses,
    returns,
    timePasses,
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.commands([...often, ...often, ...often, locks, ...seldom], { maxCommands: 60, size: 'max' }),
      async (steps) => {
        const world = new World();
        await fc.asyncModelRun(() => ({ model: new Model(), real: world }), steps);
        for (const device of world.devices.values()) world.exchange.drop(device);
        world.exchange.clock.advance(times.ringTimeoutMs + times.participantGraceMs);
        expect([world.exchange.calls.size, world.exchange.clock.pending, world.exchange.inCall.size]).toEqual([
          0, 0, 0,
        ]);
      },
    ),
    { numRuns: 1_000 },
  );
}, 120_000);
