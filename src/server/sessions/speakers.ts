import type { PushOf } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Speaking } from '../media/port.ts';
import { type Heard, type HeardRules, type Voice, whoIsHeard } from './heard.ts';
import type { Participant } from './participant.ts';

/** At most so often the participants are told who speaks, ms: a ring that follows a voice needs no more. */
const tellEveryMs = 300;
/** Whoever leads the conversation does so through pauses of this length, ms: between two sentences. */
const pauseMs = 1_000;

type Told = Omit<PushOf<'speakers'>, 'sessionId'>;
type Times = Omit<Voice, 'participantId'>;

/** Who speaks in a session, who is heard because of it, and what its participants are told of it. */
export class Speakers {
  readonly #clock: Clock;
  readonly #rules: HeardRules;
  readonly #participants: Iterable<Participant>;
  readonly #onTold: (speakers: Told) => void;
  readonly #onHeardChanged: () => void;
  readonly #times = new Map<string, Times>();
  #speaking: Speaking = { dominant: null, levels: [] };
  #told: Told = { dominant: null, levels: [], heard: null };
  #toldAt = Number.NEGATIVE_INFINITY;
  #cancelTell: () => void = () => {};
  #heard: Heard;
  #cancelLook: () => void = () => {};

  constructor(options: {
    clock: Clock;
    rules: HeardRules;
    participants: Iterable<Participant>;
    /** Something to tell the participants. */
    onTold: (speakers: Told) => void;
    /** Others are to be heard than {@link heard} has said: because they speak, or because time has passed. */
    onHeardChanged: () => void;
  }) {
    this.#clock = options.clock;
    this.#rules = options.rules;
    this.#participants = options.participants;
    this.#onTold = options.onTold;
    this.#onHeardChanged = options.onHeardChanged;
    this.#heard = this.#look();
  }

  /** What the room hears. */
  observed(speaking: Speaking): void {
    const now = this.#clock.now();
    this.#speaking = speaking;
    const byPublication = this.#byPublication();
    for (const { publicationId } of speaking.levels) {
      const participant = byPublication.get(publicationId);
      if (participant === undefined) continue;
      const times = this.#timesOf(participant);
      if (times.spokeAt === null || now - times.spokeAt > pauseMs) times.beganAt = now;
      times.spokeAt = now;
    }
    if (!sameHeard(this.#look(), this.#heard)) this.#onHeardChanged();
    this.#tellSoon();
  }

  /** Who is heard from now on, the same object while nothing changes: to be asked when somebody has come, gone, muted or unmuted. */
  heard(): Heard {
    const muted = this.#noteMutes();
    const now = this.#look();
    const same = sameHeard(now, this.#heard);
    if (!same) this.#heard = now;
    if (muted || !same) this.#tellSoon();
    this.#cancelLook();
    const { nextLookAt } = now;
    if (nextLookAt !== null) this.#cancelLook = this.#clock.after(nextLookAt - this.#clock.now(), this.#onHeardChanged);
    return this.#heard;
  }

  #look(): Heard {
    const voices = [...this.#participants]
      .filter(({ removed }) => !removed)
      .map((participant): Voice => ({ ...this.#timesOf(participant), participantId: participant.id }));
    return whoIsHeard(voices, this.#clock.now(), this.#rules);
  }

  /** Nobody is listened to any more. */
  stop(): void {
    this.#speaking = { dominant: null, levels: [] };
    this.#cancelTell();
    this.#toldAt = Number.NEGATIVE_INFINITY;
    this.#tell();
  }

  /** Nobody is told anything any more. */
  close(): void {
    this.#cancelTell();
    this.#cancelLook();
  }

  /** @returns whether somebody has muted or unmuted */
  #noteMutes(): boolean {
    const now = this.#clock.now();
    const present = new Set<string>();
    let changed = false;
    for (const participant of this.#participants) {
      present.add(participant.id);
      const times = this.#timesOf(participant);
      if (times.muted === participant.muted) continue;
      changed = true;
      times.muted = participant.muted;
      times.mutedAt = participant.muted ? now : null;
      // Whoever unmutes is about to speak.
      if (!participant.muted) Object.assign(times, { spokeAt: now, beganAt: now });
    }
    for (const id of this.#times.keys()) if (!present.has(id)) this.#times.delete(id);
    return changed;
  }

  #timesOf({ id, muted }: Participant): Times {
    const known = this.#times.get(id) ?? { muted, mutedAt: null, spokeAt: null, beganAt: null };
    this.#times.set(id, known);
    return known;
  }

  #byPublication(): Map<string, Participant> {
    return new Map(
      [...this.#participants].flatMap((participant) =>
        (participant.media?.publications ?? []).map(({ id }): [string, Participant] => [id, participant]),
      ),
    );
  }

  #tellSoon(): void {
    this.#cancelTell();
    const waitMs = this.#toldAt + tellEveryMs - this.#clock.now();
    if (waitMs <= 0) this.#tell();
    else this.#cancelTell = this.#clock.after(waitMs, () => this.#tell());
  }

  #tell(): void {
    const now = this.#clock.now();
    const speakers = this.#now(now);
    const spokeAt = speakers.dominant === null ? null : (this.#times.get(speakers.dominant)?.spokeAt ?? null);
    // Somebody leads until the pause has been long enough, of which nothing else will remind.
    if (spokeAt !== null) this.#cancelTell = this.#clock.after(spokeAt + pauseMs + 1 - now, () => this.#tell());
    if (JSON.stringify(speakers) === JSON.stringify(this.#told)) return;
    this.#told = speakers;
    this.#toldAt = now;
    this.#onTold(speakers);
  }

  #now(now: number): Told {
    const byPublication = this.#byPublication();
    const talking = (publicationId: string | null): string | null => {
      const participant = publicationId === null ? undefined : byPublication.get(publicationId);
      if (participant === undefined || participant.muted) return null;
      const { spokeAt } = this.#timesOf(participant);
      return spokeAt !== null && now - spokeAt <= pauseMs ? participant.id : null;
    };
    const levels = this.#speaking.levels.flatMap(({ publicationId, level }) => {
      const participantId = talking(publicationId);
      return participantId === null ? [] : [{ participantId, level }];
    });
    const { chosen, heard } = this.#heard;
    return {
      dominant: talking(this.#speaking.dominant) ?? levels[0]?.participantId ?? null,
      levels,
      heard: chosen ? [...heard].sort() : null,
    };
  }
}

const sameHeard = (a: Heard, b: Heard): boolean =>
  a.chosen === b.chosen && sameMembers(a.heard, b.heard) && sameMembers(a.subscribed, b.subscribed);

const sameMembers = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((id) => b.has(id));
