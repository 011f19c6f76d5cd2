/** Every state that a screen has, to be looked at and checked. Names and texts go to the limits of what can come in. */
import type { ActiveCall } from '../../../../src/renderer/call/active-call.ts';
import type { EndedCall, PhoneState } from '../../../../src/renderer/phone/phone-state.ts';
import type { Navigation } from '../../../../src/renderer/state/navigation.ts';
import type { SignInState } from '../../../../src/renderer/state/sign-in.ts';
import { callId } from '../../../../src/shared/call.ts';
import type { AppInfo } from '../../../../src/shared/ipc.ts';
import { type SessionLink, webLink } from '../../../../src/shared/session-link.ts';
import { defaultSettings } from '../../../../src/shared/session-settings.ts';
import { activeCall, grace, online, onlyCall, people, signedOut } from './fake-phone.ts';

export type Scene = {
  phone: PhoneState;
  navigation?: Partial<Navigation>;
  signIn?: Partial<SignInState>;
  info?: Partial<AppInfo>;
  /** Makes a moving picture for the peer, and one for the own camera. */
  video?: 'peer' | 'both';
  /** Who called before and was not answered, in this order. */
  missed?: readonly string[];
  /** A link that has been opened. */
  link?: string;
  /** Buttons to press before looking. */
  press?: string | readonly string[];
};

export const link: SessionLink = {
  server: 'https://calls.example.com',
  sessionId: 'AbCdEfGhIjKlMnOpQrStU_',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x-_9',
  settings: { ...defaultSettings, muted: true },
};

const stage = { front: 'stage' } as const;
const longName = 'Wolfeschlegelsteinhausenbergerdorff von und zu der Langen Reihe der vielen Namen Jr.';

const crowd: PhoneState = {
  ...online,
  people: [
    ...people,
    { id: 'long', name: longName, presence: 'online' },
    { id: 'emoji', name: '👩🏽‍🚀 Sally Ride 🚀', presence: 'online' },
    { id: 'arabic', name: 'محمد بن موسى الخوارزمي', presence: 'in-call' },
    { id: 'hebrew', name: 'עדה יונת', presence: 'offline' },
    { id: 'han', name: '屠呦呦', presence: 'online' },
    ...Array.from({ length: 20 }, (_, n) => ({
      id: `person-${n}`,
      name: `Person Number ${n + 1}`,
      presence: 'offline' as const,
    })),
  ],
};

const inCall = (change: Parameters<typeof activeCall>[0] = {}, rest: Parameters<typeof activeCall>[1] = {}) => ({
  phone: { ...online, ...onlyCall(activeCall(change, rest)) },
  navigation: stage,
});

const endedWithGrace = (end: Pick<EndedCall, 'reason' | 'durationMs' | 'missed'> & Partial<EndedCall>): EndedCall => ({
  declined: false,
  callId: 'call-1',
  title: grace.name,
  peer: { id: grace.id, name: grace.name },
  ...end,
});

/** In a call with Grace, beside others. */
const severalCalls = (...others: readonly ActiveCall[]) => {
  const call = activeCall();
  return { phone: { ...online, ...onlyCall(call), calls: [call, ...others] }, navigation: stage };
};
const held = activeCall({
  callId: callId.parse('held'),
  title: 'Alan Turing',
  peer: { id: 'alan', name: 'Alan Turing' },
  startedAt: 1_699_999_900_000,
  held: true,
});
const second = activeCall({
  callId: callId.parse('second'),
  phase: 'ringing-in',
  startedAt: null,
  title: 'Katherine Johnson',
  peer: { id: 'katherine', name: 'Katherine Johnson' },
});

export const scenes: Record<string, Scene> = {
  'first-run': { phone: signedOut },
  'sign-in-bad-field': {
    phone: signedOut,
    signIn: { form: { server: 'calls', name: '', token: '' }, problem: { code: 'bad-account', field: 'name' } },
  },
  'sign-in-refused': {
    phone: { ...signedOut, connection: { status: 'signed-out', problem: { code: 'token-expired' } } },
    signIn: { form: { server: 'https://calls.example.com', name: 'Ada', token: 'secret' }, tried: true },
    info: { secretStorage: 'weak' },
  },
  'sign-in-invite': {
    phone: signedOut,
    signIn: {
      form: { server: 'https://calls.example.com', name: 'Ada Lovelace', token: 'secret' },
      source: 'opened-invite',
    },
  },
  'signing-in': { phone: { ...signedOut, connection: { status: 'signing-in' } }, signIn: { automatic: true } },
  people: { phone: online },
  'people-none': { phone: { ...online, people: [] } },
  'people-crowd': { phone: crowd },
  'people-search': { phone: crowd, navigation: { query: 'person' } },
  'people-address': { phone: crowd, navigation: { query: 'mary@example.com' } },
  'people-no-match': { phone: crowd, navigation: { query: 'no such person at all' } },
  'people-reconnecting': { phone: { ...online, connection: { status: 'reconnecting' } } },
  'people-notices': {
    phone: online,
    navigation: { linkNotice: 'signed-in' },
    info: {
      notices: [
        'Holdfast had a problem and has returned to your call.',
        'Your saved account could not be read. Sign in again.',
      ],
    },
  },
  'people-link': {
    phone: online,
    signIn: { form: { server: link.server, name: 'Ada', token: 'secret' } },
    link: webLink(link),
  },
  'people-link-elsewhere': { phone: online, link: webLink(link) },
  'sign-in-link': { phone: signedOut, link: webLink(link) },
  person: { phone: online, navigation: { personId: grace.id, ...stage } },
  'call-problem': {
    phone: { ...online, callProblem: { code: 'person-not-found' } },
    navigation: { query: 'mary@example.com' },
  },
  'person-call-problem': {
    phone: { ...online, callProblem: { code: 'offline' } },
    navigation: { personId: grace.id, calledFrom: 'stage', ...stage },
  },
  'missed-calls': { phone: online, missed: ['grace', 'alan', 'grace'] },
  'ringing-out': {
    phone: { ...online, ...onlyCall(activeCall({ phase: 'ringing-out', startedAt: null })) },
    navigation: stage,
  },
  incoming: {
    phone: { ...online, ...onlyCall(activeCall({ phase: 'ringing-in', startedAt: null })) },
    navigation: stage,
  },
  'incoming-long-name': {
    phone: {
      ...online,
      ...onlyCall(activeCall({ phase: 'ringing-in', startedAt: null, peer: { id: 'long', name: longName } })),
    },
    navigation: stage,
  },
  'in-call': inCall(),
  connecting: inCall({ phase: 'connecting', startedAt: null }),
  'in-call-muted': inCall({ microphone: 'muted' }),
  'in-call-reconnecting': inCall({ phase: 'reconnecting', microphone: 'muted' }),
  'in-call-lost-there': inCall({ phase: 'reconnecting', trouble: 'other' }),
  'in-call-held': inCall({ held: true, peerHeld: true }),
  'in-call-held-by-peer': inCall({ peerHeld: true }),
  'in-call-arabic': inCall({ peer: { id: 'arabic', name: 'محمد بن موسى الخوارزمي' }, microphone: 'muted' }),
  'in-call-long-name': inCall({ peer: { id: 'long', name: longName } }),
  'in-call-microphone-problem': inCall({ microphone: 'unavailable' }, { microphoneProblem: 'in-use' }),
  'in-call-microphone-opening': inCall({ microphone: 'opening' }),
  'in-call-unmuting': inCall({ microphone: 'unmuting' }),
  'in-call-device-moved': inCall({}, { otherMicrophone: { reason: 'gone', device: 'USB headset' } }),
  'in-call-device-busy': inCall({}, { otherMicrophone: { reason: 'busy', device: 'USB headset' } }),
  'in-call-video': { ...inCall({ peerVideo: true, camera: true }), video: 'both' },
  'in-call-video-reconnecting': { ...inCall({ peerVideo: true, phase: 'reconnecting' }), video: 'peer' },
  'in-call-devices': { ...inCall(), press: 'Devices' },
  'two-calls': severalCalls(held),
  'two-calls-second-rings': severalCalls(held, second),
  'call-second-rings': severalCalls(second),
  'call-second-rings-in-lists': { ...severalCalls(second), navigation: { front: 'pane' } },
  'call-elsewhere': {
    phone: {
      ...online,
      elsewhere: [
        { sessionId: 'elsewhere-1', kind: 'group', title: 'Weekly planning', with: [grace], device: 'phone' },
      ],
    },
  },
  'new-session': { phone: crowd, press: 'New session' },
  'in-call-add-people': { ...inCall(), press: 'Add people' },
  'in-call-transfer': { ...severalCalls(held), press: 'Transfer' },
  'in-call-transferring': inCall(
    {},
    { transfer: { by: grace, to: { id: 'alan', name: 'Alan Turing' }, outcome: 'ringing' } },
  ),
  'in-call-lists': { phone: { ...online, ...onlyCall(activeCall()) }, navigation: { front: 'pane' } },
  ended: {
    phone: {
      ...online,
      ended: endedWithGrace({ reason: 'peer-hung-up', durationMs: 204_000, missed: false }),
    },
    navigation: stage,
  },
  'ended-declined-here': {
    phone: {
      ...online,
      ended: endedWithGrace({ reason: 'declined', durationMs: null, missed: false, declined: true }),
    },
    navigation: stage,
  },
  'ended-own-wish': {
    phone: {
      ...online,
      ended: endedWithGrace({ reason: 'hung-up', durationMs: 4_204_000, missed: false }),
    },
    navigation: stage,
  },
  'ended-missed': {
    phone: {
      ...online,
      ended: endedWithGrace({ reason: 'no-answer', durationMs: null, missed: true }),
    },
    navigation: stage,
  },
  settings: { phone: online, navigation: { pane: 'settings' } },
  'settings-refused': {
    phone: online,
    navigation: { pane: 'settings' },
    info: {
      muteShortcutRegistered: false,
      secretStorage: 'none',
    },
  },
  'settings-in-call': { phone: { ...online, ...onlyCall(activeCall()) }, navigation: { pane: 'settings' } },
};
