import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallEffect, SessionRequest } from '../../../src/renderer/call/effects.ts';
import type { Happening } from '../../../src/renderer/call/events.ts';
import { isHeld, othersIn } from '../../../src/renderer/call/state.ts';
import type { CallErrorCode } from '../../../src/renderer/call-error.ts';
import { endReasons } from '../../../src/shared/call.ts';
import { invitationOf, participantOf } from './protocol-fixtures.ts';
import { type Begins, type Fate, World } from './reduce-world.ts';

/** What anybody would expect of a call who has asked for this and that. */
type Expected = { over: boolean; ringsHere: boolean; held: boolean; speaking: boolean; accepted: boolean };

type Step = { readonly name: string; readonly run: (expected: Expected, world: World) => void };

class Command implements fc.Command<Expected, World> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  run(expected: Expected, world: World): void {
    const before = world.effects.length;
    const wasOver = expected.over;
    this.#step.run(expected, world);
    expectSound(expected, world, wasOver, world.effects.slice(before));
  }

  toString(): string {
    return this.#step.name;
  }
}

const isFarewell = (effect: CallEffect) =>
  effect.type === 'follow' ||
  (effect.type === 'request' && (effect.name === 'session.leave' || effect.name === 'invitation.decline'));

function expectSound(expected: Expected, world: World, wasOver: boolean, since: readonly CallEffect[]): void {
  const { state, effects } = world;
  if (state.ended !== null) expected.over = true;
  // The snapshot is what every process is sent: it is checked there, and refused.
  const { phase, held } = world.snapshot;
  if (expected.over) {
    expect(effects.filter(({ type }) => type === 'release')).toHaveLength(1);
    expect(effects.filter((effect) => effect.type === 'emit' && effect.name === 'left')).toHaveLength(1);
    expect(world.timers.size).toBe(0);
  } else {
    expect(held).toBe(isHeld(state));
    // What the user has asked for is so at once where it is heard: here.
    expect([world.speaking, world.heldHere]).toEqual([expected.speaking, expected.held]);
    if (expected.accepted) expect(phase).not.toBe('ringing-in');
  }
  if (wasOver) expect(since.filter((effect) => !isFarewell(effect))).toEqual([]);
  // One step of each at a time: an answer can only be to the one that is under way.
  for (const name of ['session.hold', 'invitation.accept']) {
    expect(world.waiting.filter(({ asked }) => asked.type === 'request' && asked.name === name).length).toBeLessThan(2);
  }
}

const happens = (name: string, happening: Happening): Step => ({
  name,
  run: (_, world) => world.happen(happening),
});

const user = fc.oneof(
  fc.boolean().map(
    (muted): Step => ({
      name: muted ? 'mute' : 'unmute',
      run: (expected, world) => {
        if (!expected.over && !rings(world)) expected.speaking = !muted;
        world.happen({ type: 'setMuted', muted });
      },
    }),
  ),
  fc.constant<Step>({
    name: 'toggle mute',
    run: (expected, world) => {
      if (!expected.over && !rings(world)) expected.speaking = !expected.speaking;
      world.happen({ type: 'toggleMuted' });
    },
  }),
  fc.boolean().map(
    (held): Step => ({
      name: held ? 'hold' : 'resume',
      run: (expected, world) => {
        if (!expected.over) expected.held = held;
        world.happen({ type: 'setHeld', held });
      },
    }),
  ),
  fc.constant<Step>({
    name: 'accept',
    run: (expected, world) => {
      if (!expected.over && rings(world)) {
        expected.accepted = true;
        expected.speaking = true;
      }
      world.happen({ type: 'accept' });
    },
  }),
  fc.boolean().map((on) => happens(`camera ${on}`, { type: 'setCamera', on })),
  fc.constant(happens('the network changes', { type: 'networkChanged' })),
  // Of the session as a whole: whoever asks is told what is refused, and nothing else.
  fc
    .constantFrom<SessionRequest>(
      { name: 'session.lock', data: { locked: true } },
      { name: 'session.settings', data: { title: 'Planning' } },
      { name: 'participant.mute', data: { participantIds: 'all' } },
      { name: 'participant.remove', data: { participantId: 'participant-bob' } },
      { name: 'hand.raise', data: { raised: true } },
      { name: 'session.transfer', data: { to: 'eve', invitationId: 'invitation-3' } },
      { name: 'session.merge', data: { from: 'session-1', into: 'session-2' } },
    )
    .map((request) => happens(`ask: ${request.name}`, { type: 'ask', request })),
);

const ends = fc.oneof(
  fc.constant(happens('hang up', { type: 'hangUp' })),
  fc.constant(happens('sign out', { type: 'end', reason: 'signed-out' })),
  fc.constant(happens('nothing brought it back', { type: 'givenUp' })),
  fc.constantFrom(...endReasons).map((reason) =>
    happens(`the server ends it: ${reason}`, {
      type: 'pushed',
      name: 'session.ended',
      push: { sessionId: 'session-1', reason },
    }),
  ),
);

const codes: CallErrorCode[] = ['timeout', 'session-not-found', 'not-ringing', 'internal', 'busy'];
const fates = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fate>('done') },
  fc.constantFrom<Fate>('done, reply lost', 'not done'),
  fc.constantFrom(...codes).map((refused): Fate => ({ refused })),
);

const server = fc.oneof(
  {
    weight: 3,
    arbitrary: fates.map(
      (fate): Step => ({ name: `answers: ${JSON.stringify(fate)}`, run: (_, world) => world.answer(fate) }),
    ),
  },
  fc.constant<Step>({
    name: 'the other side answers',
    run: (_, world) => {
      if (world.ringsThere) world.answeredThere();
    },
  }),
  fc
    .record({ muted: fc.boolean(), held: fc.boolean(), connection: fc.constantFrom('connected', 'lost') })
    .chain((change) => fc.boolean().map((heard) => ({ change, heard })))
    .map(
      ({ change, heard }): Step => ({
        name: `the other side is ${JSON.stringify(change)}${heard ? '' : ', unheard'}`,
        run: (_, world) => world.changeOther(participantOf(change), heard),
      }),
    ),
  fc.constant<Step>({
    name: 'a host mutes this user',
    run: (expected, world) => {
      if (!expected.over && !rings(world) && world.hears) expected.speaking = false;
      world.push('microphone.muted', { by: participantOf().person });
    },
  }),
  fc.boolean().map(
    (held): Step => ({
      name: `somebody is ${held ? 'invited' : 'not to be reached'}`,
      run: (_, world) =>
        world.push('invitation.changed', {
          invitation: invitationOf({ id: 'eve', name: 'Eve' }, { outcome: held ? 'ringing' : 'no-answer' }),
        }),
    }),
  ),
  fc.constant<Step>({
    name: 'everybody goes on in another session',
    run: (_, world) => world.moveAll(),
  }),
  fc.constant<Step>({
    name: 'the other side is away',
    run: (_, world) => world.changeOther(null),
  }),
);

const way = fc.oneof(
  fc.constant<Step>({ name: 'signaling is lost', run: (_, world) => world.goOffline() }),
  fc.constant(happens('signaling is back', { type: 'signalingRestored' })),
  fc
    .constantFrom('resume', 'join')
    .map((how): Step => ({ name: `recovery: ${how}`, run: (_, world) => world.recover(how) })),
  fc
    .constantFrom('connecting', 'connected', 'disconnected', 'failed')
    .map((link): Step => ({ name: `media ${link}`, run: (_, world) => world.setLink(link) })),
  fc.constant<Step>({
    name: 'a timer is over',
    run: (_, world) => {
      for (const timer of [...world.timers]) world.fire(timer);
    },
  }),
  fc.constant(happens('a track cannot be received', { type: 'notReceived' })),
);

const rings = ({ state }: World) => state.ended === null && state.stage === 'ringing-in';

const steps = (...of: fc.Arbitrary<Step>[]) => of.map((arbitrary) => arbitrary.map((step) => new Command(step)));
const begins = fc.constantFrom<Begins>('calling', 'ringing', 'joining');

function begin(how: Begins): { model: Expected; real: World } {
  const ringsHere = how === 'ringing';
  return {
    model: { over: false, ringsHere, held: false, speaking: !ringsHere, accepted: false },
    real: new World(how),
  };
}

describe('a call, whatever happens in whatever order', () => {
  it('ends once, says nothing after its end but good-bye, and is always something that can be shown', () => {
    fc.assert(
      fc.property(begins, fc.commands(steps(user, server, way, ends), { maxCommands: 60 }), (how, commands) =>
        fc.modelRun(() => begin(how), commands),
      ),
      { numRuns: 500 },
    );
  });

  it('becomes what was wanted of it once the server can be heard again', () => {
    fc.assert(
      fc.property(begins, fc.commands(steps(user, server, way), { maxCommands: 60 }), (how, commands) => {
        const { model, real } = begin(how);
        fc.modelRun(() => ({ model, real }), commands);
        real.settle();
        if (real.state.ended !== null) return;
        expect([real.server.held, real.state.hold.actual, real.snapshot.held]).toEqual([
          model.held,
          model.held,
          model.held,
        ]);
        expect(othersIn(real.state).map(({ muted, held }) => ({ muted, held }))).toEqual(real.othersThere);
        if (model.accepted) expect([real.server.answered, real.snapshot.phase]).toEqual([true, 'connected']);
      }),
      { numRuns: 500 },
    );
  });
});
