/** A call of as many as a test wants, in every state that somebody in it can be in. */
import type { ActiveCall, InvitationView, ParticipantView } from '../../../../src/renderer/call/active-call.ts';
import { activeCall } from './fake-phone.ts';

const names = [
  'Ada Lovelace',
  'Grace Hopper',
  'Alan Turing',
  'Katherine Johnson',
  'Edsger Dijkstra',
  'Barbara Liskov',
  'Donald Knuth',
  'Margaret Hamilton',
  'Annie Easley',
  'Tim Berners-Lee',
  'Radia Perlman',
  'Niklaus Wirth',
  'Frances Allen',
  'Dennis Ritchie',
  'Hedy Lamarr',
  'Claude Shannon',
  'Sophie Wilson',
  'محمد بن موسى الخوارزمي',
  'Wolfeschlegelsteinhausenbergerdorff von und zu der Langen Reihe',
  '屠呦呦',
  'Mary Kenneth Keller',
  'Vint Cerf',
  'Karen Spärck Jones',
  'John von Neumann',
  'Lynn Conway',
];

export function participant(n: number, change: Partial<ParticipantView> = {}): ParticipantView {
  const name = names[n % names.length]! + (n < names.length ? '' : ` ${Math.floor(n / names.length) + 1}`);
  return {
    participantId: `participant-${n}`,
    person: { id: `person-${n}`, name },
    role: n === 0 ? 'host' : 'member',
    me: n === 0,
    muted: false,
    held: false,
    hand: null,
    connection: 'connected',
    speaking: false,
    level: 0,
    video: null,
    screen: null,
    ...change,
  };
}

/** The first is oneself; one speaks, one has a hand raised, one is muted, one is lost, and in a crowd most are muted. */
export function crowd(count: number): ParticipantView[] {
  return Array.from({ length: count }, (_, n) =>
    participant(n, {
      muted: n === 2 || (n > 5 && n % 4 !== 0),
      speaking: n === 1,
      level: n === 1 ? 0.8 : 0,
      hand: n === 3 ? 2_000 : n === 6 ? 1_000 : null,
      connection: n === 4 ? 'lost' : 'connected',
      held: n === 7,
    }),
  );
}

export function invitation(n: number, outcome: InvitationView['outcome']): InvitationView {
  return { invitationId: `invitation-${n}`, person: participant(n).person, outcome };
}

export function callOf(
  participants: readonly ParticipantView[],
  invitations: readonly InvitationView[] = [],
): ActiveCall {
  const group = { kind: 'group', title: 'Weekly planning', peer: null, participants: participants.length } as const;
  return activeCall(group, { participants, invitations, me: participants.find(({ me }) => me)! });
}
