/** How sessions are meant to behave, as simply as can be said; the server is held against it. */

export const people = ['ada', 'bob', 'cleo', 'dan', 'eve'] as const;
export type Name = (typeof people)[number];

/** Calls that a person may be in and still be rung. */
export const callsPerPerson = 1;

type Role = 'host' | 'member';
export type ModelParticipant = { muted: boolean; held: boolean; lost: boolean; role: Role };

export class ModelSession {
  readonly id: string;
  kind: 'direct' | 'group';
  ringing: boolean;
  over = false;
  locked = false;
  /** Those who are in, longest there first. */
  readonly participants = new Map<Name, ModelParticipant>();
  /** Who is rung, and by which invitation. */
  readonly rung = new Map<Name, string>();
  /** The latest of each person. */
  readonly outcomes = new Map<Name, { invitationId: string; outcome: string; by: Name | undefined }>();
  /** Who may come in without being rung. */
  readonly members = new Set<Name>();

  constructor(id: string, kind: 'direct' | 'group') {
    this.id = id;
    this.kind = kind;
    this.ringing = kind === 'direct';
  }

  start(name: Name): void {
    this.participants.set(name, { muted: true, held: false, lost: false, role: 'host' });
    this.members.add(name);
  }

  letIn(name: Name): void {
    this.participants.set(name, { muted: true, held: false, lost: false, role: 'member' });
    this.members.add(name);
    this.ringing = false;
    if (this.participants.size > 2) this.kind = 'group';
  }

  becomeGroup(): void {
    this.kind = 'group';
    this.ringing = false;
  }

  change(name: Name, how: (is: ModelParticipant) => Partial<ModelParticipant>): ModelParticipant {
    const is = this.participants.get(name);
    if (is === undefined) throw new Error(`${name} is not in ${this.id}`);
    return Object.assign(is, how(is));
  }

  put(name: Name, outcome: string, invitationId = this.rung.get(name) ?? '', by?: Name): void {
    if (outcome === 'ringing') {
      this.rung.set(name, invitationId);
      this.members.add(name);
    } else this.rung.delete(name);
    this.outcomes.set(name, { invitationId, outcome, by: by ?? this.outcomes.get(name)?.by });
    if (outcome === 'withdrawn' && !this.participants.has(name)) this.members.delete(name);
    // A direct call that nobody can answer is over.
    if (this.ringing && outcome !== 'ringing' && outcome !== 'accepted') this.end();
  }

  isHost(name: Name): boolean {
    return this.participants.get(name)?.role === 'host';
  }

  /** Nobody comes in any more but who has been in it or was invited by a host. */
  setLocked(locked: boolean): void {
    this.locked = locked;
    if (!locked) return;
    for (const name of [...this.members]) {
      const invitation = this.outcomes.get(name);
      const stays =
        invitation === undefined ||
        invitation.outcome === 'accepted' ||
        (invitation.by !== undefined && this.isHost(invitation.by)) ||
        this.participants.has(name);
      if (!stays) this.members.delete(name);
    }
    for (const name of [...this.rung.keys()]) {
      const by = this.outcomes.get(name)?.by;
      if (by === undefined || !this.isHost(by)) this.put(name, 'withdrawn');
    }
  }

  /** Back by a new invitation only. */
  remove(name: Name): void {
    this.members.delete(name);
    this.takeOut(name);
  }

  takeOut(name: Name): void {
    this.participants.delete(name);
    if (this.kind === 'direct' || this.participants.size === 0) this.end();
    const [next] = this.participants.values();
    if (next !== undefined && ![...this.participants.values()].some(({ role }) => role === 'host')) next.role = 'host';
  }

  end(): void {
    this.over = true;
    this.participants.clear();
    this.rung.clear();
  }
}

export class Model {
  readonly sessions: ModelSession[] = [];
  readonly online = new Set<Name>(people);

  get running(): ModelSession[] {
    return this.sessions.filter(({ over }) => !over);
  }

  in(name: Name): { session: ModelSession }[] {
    return this.running.filter(({ participants }) => participants.has(name)).map((session) => ({ session }));
  }

  /** What comes of ringing somebody; `null` when that is there already. */
  outcomeOf(to: Name, session: ModelSession): 'ringing' | 'busy' | 'offline' | null {
    if (session.participants.has(to) || session.rung.has(to)) return null;
    const others = this.running.filter((other) => other !== session);
    if (others.some(({ rung }) => rung.has(to))) return 'busy';
    if (others.filter(({ participants }) => participants.has(to)).length >= callsPerPerson) return 'busy';
    return this.online.has(to) ? 'ringing' : 'offline';
  }

  /** Long enough for every grace and every ringing to be over. */
  timePasses(): void {
    for (const session of this.running) {
      for (const name of people)
        if (session.rung.has(name)) session.put(name, this.online.has(name) ? 'no-answer' : 'offline');
      for (const name of people) {
        if (!session.over && session.participants.get(name)?.lost === true) session.takeOut(name);
      }
    }
  }
}
