/** What a server says: whole messages, of which a test names the part it is about. */
import type {
  Invitation,
  JoinedSession,
  Participant,
  PushOf,
  ReplyOf,
  SessionState,
  SubscriptionParameters,
} from '../../../src/shared/protocol.ts';

export const ada = { id: 'ada', name: 'Ada' };
export const bob = { id: 'bob', name: 'Bob' };

export const welcomeOf = (change: Partial<PushOf<'welcome'>> = {}): PushOf<'welcome'> => ({
  you: ada,
  server: { name: 'Test', version: '1' },
  people: [{ ...bob, presence: 'online' }],
  rtpCapabilities: { codecs: [], headerExtensions: [] },
  iceServers: [],
  sessions: [],
  elsewhere: [],
  ringing: [],
  ...change,
});

export const participantOf = (change: Partial<Participant> = {}): Participant => ({
  participantId: 'participant-bob',
  person: bob,
  endpoint: 'device',
  role: 'member',
  answered: true,
  muted: false,
  held: false,
  hand: null,
  connection: 'connected',
  ...change,
});

export const subscriptionOf = (change: Partial<SubscriptionParameters> = {}): SubscriptionParameters => ({
  subscriptionId: 'subscription-1',
  publicationId: 'publication-1',
  participantId: 'participant-bob',
  kind: 'audio',
  source: 'microphone',
  rtpParameters: { codecs: [] },
  paused: true,
  publicationPaused: false,
  ...change,
});

export const ringingOf = (change: Partial<PushOf<'invitation.ringing'>> = {}): PushOf<'invitation.ringing'> => ({
  sessionId: 'session-1',
  invitationId: 'invitation-1',
  from: bob,
  kind: 'direct',
  title: null,
  participants: 1,
  ...change,
});

export const liveOf = (change: Partial<PushOf<'session.changed'>> = {}): PushOf<'session.changed'> => ({
  sessionId: 'session-1',
  version: 1,
  kind: 'direct',
  title: null,
  phase: 'live',
  startedAt: 5,
  elapsedMs: 0,
  locked: false,
  startedBy: ada,
  ...change,
});

export const invitationOf = (to: Invitation['to'], change: Partial<Invitation> = {}): Invitation => ({
  invitationId: 'invitation-1',
  to,
  by: ada,
  outcome: 'ringing',
  ...change,
});

export const stateOf = (change: Partial<SessionState> = {}): SessionState => ({
  sessionId: 'session-1',
  version: 0,
  participantId: 'participant-ada',
  kind: 'direct',
  title: null,
  locked: false,
  startedBy: ada,
  phase: 'live',
  startedAt: 5,
  elapsedMs: 0,
  participants: [participantOf()],
  invitations: [],
  subscriptions: [subscriptionOf()],
  ...change,
});

const ice = { usernameFragment: 'u', password: 'p' };
const transport = (id: string) => ({
  id,
  iceParameters: ice,
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256' as const, value: 'AA' }] },
});

export const joinedOf = (change: Partial<SessionState> = {}): JoinedSession => ({
  ...stateOf(change),
  send: transport('send'),
  receive: transport('receive'),
});

export const ringingState = { phase: 'ringing', startedAt: null, elapsedMs: null } as const;

export const resumedOf = (change: Partial<SessionState> = {}): ReplyOf<'session.resume'> => ({
  state: stateOf(change),
  send: ice,
  receive: ice,
});
