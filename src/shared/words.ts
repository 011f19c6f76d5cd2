/**
 * Every text a person reads or hears read out, in one catalogue: a language is one such file. Plain text, never markup.
 * The names of buttons, fields and lists are also the accessible names that assistive technology uses.
 */
import type { CallSnapshot, EndReason, MicrophoneState, Trouble } from './call.ts';
import { type CallStatus, durationMs, isAnswered, statusOf } from './call-status.ts';
import type { ConnectionStatus } from './ipc.ts';
import type { MissedPerson } from './missed-calls.ts';
import type { ErrorCode, Presence } from './protocol.ts';

/** What can be wrong with signing in or calling. */
export type Problem =
  | { code: ErrorCode }
  | { code: 'server-unreachable' }
  | { code: 'bad-account'; field: 'server' | 'name' | 'token' }
  | { code: 'insecure-server' }
  | { code: 'replaced-by-other-connection' };

/** What happened, and what the person can do about it. */
export type Explanation = { title: string; advice: string };

/** A microphone that is used in place of the one that should be. */
type OtherMicrophone = { reason: 'gone' | 'busy'; device: string };

type MicrophoneTrouble = 'refused' | 'in-use' | 'none-found' | 'failed';

const separator = ' · ';

const statuses: Record<CallStatus, string> = {
  'ringing-in': 'Incoming call',
  'ringing-out': 'Calling…',
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  'on-hold': 'On hold',
};

const microphones: Record<MicrophoneState, string | null> = {
  on: null,
  muted: 'Muted',
  opening: 'Opening microphone…',
  unmuting: 'Unmuting…',
  unavailable: 'No microphone',
};

/** Whose connection is away. `title`: of the call. */
const troubles: Record<Trouble, (call: Pick<CallSnapshot, 'kind' | 'title'>) => string> = {
  own: () => 'Your connection',
  other: ({ kind, title }) => (kind === 'direct' ? `${title}'s connection` : "Another person's connection"),
  server: () => 'The call server',
};

const connections: Record<ConnectionStatus, string> = {
  online: 'Online',
  'signing-in': 'Signing in…',
  reconnecting: 'Reconnecting to the server…',
  'signed-out': 'Signed out',
};

/** How the connection is while nobody can call; `null` when there is nothing to say. */
const disconnected = (status: ConnectionStatus | null): string | null =>
  status === null || status === 'online' ? null : connections[status];

const presences: Record<Presence, string> = { online: 'Online', 'in-call': 'In a call', offline: 'Offline' };

/** Reasons that were the user's own wish need no words. */
const endings: Record<EndReason, ((name: string) => string) | null> = {
  'hung-up': null,
  cancelled: null,
  'signed-out': null,
  'peer-hung-up': (name) => `${name} hung up.`,
  declined: (name) => `${name} declined.`,
  'no-answer': () => 'No answer.',
  busy: (name) => `${name} is in another call.`,
  offline: (name) => `${name} is offline.`,
  'answered-elsewhere': () => 'Answered on another device.',
  'declined-elsewhere': () => 'Declined on another device.',
  'peer-lost': (name) => `${name} lost the connection.`,
  'connection-lost': () => 'The connection was lost. Check your network, then call again.',
  'server-failure': () => 'The call server had a problem. Try calling again.',
  'media-failure': () => 'Sound could not be set up. Check your network, then call again.',
  'app-failure': () => 'Holdfast had a problem. Try calling again.',
  'timed-out': () => 'Nobody else was in the call.',
  removed: () => 'A host removed you from the call.',
  'ended-by-host': () => 'A host ended the call for everybody.',
  moved: () => 'It goes on on your other device.',
  merged: () => 'It is part of another call now.',
  transferred: () => 'The call was transferred.',
};

type InvitationOutcome =
  | 'ringing'
  | 'accepted'
  | 'declined'
  | 'no-answer'
  | 'busy'
  | 'offline'
  | 'withdrawn'
  | 'not-found'
  | 'failed';

const outcomes: Record<InvitationOutcome, string> = {
  ringing: 'Ringing…',
  accepted: 'Joined',
  declined: 'Declined',
  'no-answer': 'No answer',
  busy: 'In another call',
  offline: 'Offline',
  withdrawn: 'Withdrawn',
  'not-found': 'Not found',
  failed: 'Could not be rung',
};

const accountFields: Record<'server' | 'name' | 'token', Explanation> = {
  server: {
    title: 'That is not a server address.',
    advice: 'Enter it as your administrator gave it to you, for example https://calls.example.com.',
  },
  name: { title: 'Your name is missing.', advice: 'Enter the name that others should see.' },
  token: { title: 'The access token is missing.', advice: 'Paste the one you got from your administrator.' },
};

const newToken = 'Ask your administrator for a new access token, then paste it here.';
const tryAgain = 'Try again in a moment.';

function explain(problem: Problem): Explanation {
  switch (problem.code) {
    case 'bad-account':
      return accountFields[problem.field];
    case 'insecure-server':
      return {
        title: 'This server uses no encryption.',
        advice:
          'Others on the network can use your account and see whom you call. Use an https:// address if it has one.',
      };
    case 'server-unreachable':
      return { title: "The server can't be reached.", advice: 'Check the address and your network, then try again.' };
    case 'replaced-by-other-connection':
      return {
        title: 'Holdfast was signed in again on this computer.',
        advice: 'Close the other copy, or sign in here to use this one.',
      };
    case 'token-missing':
      return accountFields.token;
    case 'token-invalid':
      return {
        title: 'The server did not accept the access token.',
        advice: `Check that all of it was pasted. ${newToken}`,
      };
    case 'token-expired':
      return { title: 'The access token has expired.', advice: newToken };
    case 'token-other-server':
      return {
        title: 'The access token is for another server.',
        advice: 'Check the server address, or paste the token for this one.',
      };
    case 'version-mismatch':
      return {
        title: 'This version of Holdfast does not fit the server.',
        advice: 'Install the newest Holdfast. If you have it, ask your administrator to update the server.',
      };
    case 'person-not-found':
      return { title: 'There is nobody with that address.', advice: 'Check the spelling, then try again.' };
    case 'self-call':
      return { title: 'That is your own address.', advice: 'Choose someone else. Call Echo to hear yourself.' };
    case 'offline':
      return { title: 'They are offline.', advice: 'Try again when they are online.' };
    case 'busy':
      return { title: 'They are in another call.', advice: 'Try again later.' };
    case 'already-there':
      return { title: 'They are there already.', advice: 'Choose someone else.' };
    case 'session-full':
      return { title: 'That call is full.', advice: 'Try again when somebody has left.' };
    case 'session-locked':
      return { title: 'That call is locked.', advice: 'Ask a host to unlock it, or to invite you.' };
    case 'not-allowed':
      return { title: 'Only a host may do that.', advice: 'Ask a host.' };
    case 'participant-not-found':
      return { title: 'They have left already.', advice: tryAgain };
    case 'session-not-found':
    case 'invitation-not-found':
    case 'not-ringing':
      return { title: 'That call is over.', advice: 'Call again.' };
    case 'link-invalid':
      return { title: 'This link does not work (any more).', advice: 'Ask for a new link.' };
    case 'link-expired':
      return { title: 'This link has expired.', advice: 'Ask for a new link.' };
    case 'link-other-server':
      return { title: 'This link is for another server.', advice: 'Sign in to that server to join.' };
    case 'rate-limited':
      return { title: 'That was too much at once.', advice: 'Wait a minute, then try again.' };
    case 'limit-reached':
      return { title: 'The server is full.', advice: 'Try again later, or ask your administrator.' };
    case 'media-rejected':
    case 'not-found':
      return { title: 'Sound could not be set up.', advice: tryAgain };
    case 'bad-request':
    case 'unknown-method':
    case 'too-large':
      return {
        title: 'Holdfast and the server did not understand each other.',
        advice: 'Install the newest Holdfast, then try again.',
      };
    case 'internal':
      return { title: 'The server had a problem.', advice: tryAgain };
  }
}

const microphoneTroubles: Record<MicrophoneTrouble, Explanation> = {
  refused: {
    title: "Holdfast may not use your microphone. Others can't hear you.",
    advice: 'Allow it in the privacy settings of your system, then try again.',
  },
  'in-use': {
    title: "Your microphone is used by another program. Others can't hear you.",
    advice: 'Close the other program, then try again.',
  },
  'none-found': {
    title: "No microphone was found. Others can't hear you.",
    advice: 'Plug one in, then try again.',
  },
  failed: {
    title: "Your microphone did not start. Others can't hear you.",
    advice: 'Unplug it and plug it in again, or choose another one.',
  },
};

/** `4:07`, `1:02:33`. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Time of day in the local time zone, `14:32`. */
function timeOfDay(ms: number): string {
  const time = new Date(ms);
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}

function join(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(separator);
}

function microphoneOf(call: CallSnapshot): string | null {
  return isAnswered(call) ? microphones[call.microphone] : null;
}

const count = (n: number, one: string, many: string) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

/** Whose connection `Reconnecting…` waits for, as far as that is known. */
const troubleOf = (call: CallSnapshot): string | null =>
  call.phase === 'reconnecting' && call.trouble !== null ? troubles[call.trouble](call) : null;

/** Of a group: how many are in it. */
const sizeOf = ({ kind, participants }: CallSnapshot): string | null =>
  kind === 'group' ? count(participants, 'person', 'people') : null;

/** Of a group: who speaks, where that could be heard. */
const speakerOf = (call: CallSnapshot): string | null =>
  call.kind === 'group' && call.speaker !== null && statusOf(call) === 'connected' ? `${call.speaker} speaks` : null;

/** What everybody in the call should know of it. */
const noticesOf = ({ recording, encrypted }: CallSnapshot): string =>
  join(recording ? 'Recording' : null, encrypted ? 'Encrypted' : null);

/** Calls that wait beside the one that is shown. */
const onHold = (held: number): string | null => (held === 0 ? null : `${held} on hold`);

/** Title and state, for a menu: nothing that changes by itself, which would close it under the pointer. */
const headingOf = (call: CallSnapshot): string =>
  join(call.title, statuses[statusOf(call)], troubleOf(call), microphoneOf(call), noticesOf(call));

/** The same with all there is to know. `now` in ms since the epoch; `held`: how many calls wait beside it. */
function lineOf(call: CallSnapshot, now: number, held = 0): string {
  const lasted = durationMs(call, now);
  return join(
    call.title,
    sizeOf(call),
    statuses[statusOf(call)],
    troubleOf(call),
    lasted === null ? null : duration(lasted),
    microphoneOf(call),
    noticesOf(call),
    onHold(held),
  );
}

/**
 * `In a call since 14:32 · Muted`; a state that is not simply connected takes the first place.
 * @param held how many calls wait beside it
 * @param passing with what changes by itself in a group: how many are in it, and who speaks
 */
function ongoingBody(call: CallSnapshot, { held = 0, passing = false } = {}): string {
  const status = statusOf(call);
  const since = call.startedAt === null ? null : `In a call since ${timeOfDay(call.startedAt)}`;
  const group = passing ? join(sizeOf(call), speakerOf(call)) : null;
  const rest = join(group, microphoneOf(call), noticesOf(call), onHold(held));
  if (status === 'connected') return join(since ?? statuses.connected, rest);
  if (status === 'on-hold') return join(since, statuses['on-hold'], rest);
  return join(statuses[status], troubleOf(call), rest);
}

/** Who is said to be calling: in a group the one who invites. */
const callerOf = ({ peer, title }: CallSnapshot): string => peer?.name ?? title;

/** For somebody who closes the window: whether others hear what is said from now on. */
const hearing: Record<MicrophoneState, (begin: string) => string> = {
  on: (begin) => `${begin}, and your microphone is on.`,
  muted: (begin) => `${begin}. Your microphone is muted.`,
  opening: (begin) => `${begin}. Your microphone is being opened.`,
  unmuting: (begin) => `${begin}. Your microphone is being unmuted.`,
  unavailable: (begin) => `${begin}. Others can't hear you: there is no microphone.`,
};

/** How often somebody tried, and when last. */
const missedBy = ({ name, count: times, at }: MissedPerson): string =>
  join(name, times === 1 ? timeOfDay(at) : `${times} times, last at ${timeOfDay(at)}`);

export const words = {
  product: 'Holdfast',

  /** How to say things that appear in many places. */
  status: statuses,
  microphone: microphones,
  trouble: troubleOf,
  presence: presences,
  duration,
  join,
  explain,

  controls: {
    call: 'Call',
    cancel: 'Cancel',
    accept: 'Accept',
    decline: 'Decline',
    mute: 'Mute',
    unmute: 'Unmute',
    hangUp: 'Hang up',
    startVideo: 'Start video',
    stopVideo: 'Stop video',
    hold: 'Hold',
    resume: 'Resume',
    raiseHand: 'Raise hand',
    lowerHand: 'Lower hand',
    swap: 'Swap',
    holdAndAccept: 'Hold and accept',
    endAndAccept: 'End and accept',
    devices: 'Devices',
    returnToCall: 'Return to call',
    dismiss: 'Dismiss',
    tryAgain: 'Try again',
    stay: 'Stay',
  },

  signIn: {
    heading: 'Welcome to Holdfast',
    lead: 'Sign in to your call server.',
    inviteHint: 'With an invite link: paste it into any of these fields.',
    inviteUsed: 'Filled in from your invite link.',
    inviteReceived: (server: string) => `Your invite is for ${server}. Check it, then sign in.`,
    server: 'Server',
    serverHint: 'https://calls.example.com',
    name: 'Your name',
    token: 'Access token',
    submit: 'Sign in',
    submitInsecurely: 'Sign in without encryption',
    signingIn: 'Signing in…',
    weakStorage:
      'This system has no safe place for secrets: your access token is kept in a file that other programs of yours could read.',
    noStorage: 'This system has no safe place for secrets: your access token is kept until you quit.',
  },

  navigation: {
    label: 'Main',
    people: 'People',
    settings: 'Settings',
    backToLists: 'Back to lists',
    signedInAs: (name: string) => `Signed in as ${name}`,
  },

  connection: {
    status: connections,
    reconnectingInCall: 'Reconnecting to the server. Your call goes on.',
  },

  people: {
    list: 'People',
    search: 'Search people or enter an address',
    clearSearch: 'Clear search',
    choose: 'Search people',
    nobodyFound: 'Nobody found.',
    call: (name: string) => `Call ${name}`,
    callAddress: (address: string) => `Call ${address}`,
    echoHint: 'Repeats what you say',
    noMatch: (query: string) => `Nobody here is called “${query}”.`,
    noMatchAdvice: 'Check the spelling, or enter a full address.',
    emptyTitle: 'Nobody is here yet.',
    emptyAdvice: 'People appear when they sign in to this server for the first time.',
    chooseTitle: 'Choose someone to call',
    chooseAdvice: 'Call Echo to hear how you sound.',
  },

  call: {
    label: 'Call',
    calling: (name: string) => `Calling ${name}…`,
    isCalling: (call: CallSnapshot) => `${callerOf(call)} is calling`,
    controls: 'Call controls',
    timer: 'Call duration',
    peerHeld: (name: string) => `${name} put you on hold.`,
    held: 'On hold: nobody hears or sees you.',
    noMicrophone: "No microphone: others can't hear you.",
    alone: 'You are alone in this call. It ends in a minute.',
    pushToTalk: 'Hold Space to talk',
    yourVoice: 'Your microphone',
    ownVideo: 'Your video',
    peerVideo: (name: string) => `Video of ${name}`,
    otherMicrophone: ({ reason, device }: OtherMicrophone) =>
      reason === 'gone'
        ? `Your microphone is not connected. Now using ${device}.`
        : `Your microphone is used by another program. Now using ${device}.`,
    microphoneTrouble: (trouble: MicrophoneTrouble) => microphoneTroubles[trouble],
    shortcut: (name: string, key: string) => `${name} (${key})`,
  },

  /** Beside the one that is spoken in. */
  calls: {
    onHold: 'Calls on hold',
    swapWith: (title: string) => `Swap: ${title}`,
    hangUp: (title: string) => `Hang up: ${title}`,
    elsewhere: (name: string) =>
      name === '' ? 'You are in a call on another device.' : `On another device you are in: ${name}`,
    continueHere: 'Continue here',
    merge: 'Merge',
    mergeWith: (title: string) => `Merge: ${title}`,
    /** What one is in while another call rings. */
    besides: (title: string) => `You are in a call with ${title}`,
  },

  transfer: {
    transfer: 'Transfer',
    heading: (title: string) => `Transfer ${title}`,
    hint: 'Your call goes on if they do not answer.',
    now: 'Transfer now',
    askFirst: 'Ask first',
    toCall: (title: string) => `Transfer to ${title}`,
    /** What is said to all three. */
    outcome: (to: string, outcome: InvitationOutcome | 'done') => {
      switch (outcome) {
        case 'ringing':
          return `Transferring the call to ${to}…`;
        case 'accepted':
        case 'done':
          return `The call was transferred to ${to}.`;
        default:
          return `The call was not transferred to ${to}: ${outcomes[outcome].toLowerCase()}.`;
      }
    },
  },

  /** More than two in a call. */
  group: {
    stage: 'People in the call',
    /** Without a title and without others. */
    untitled: 'Group call',
    you: 'You',
    leave: 'Leave',
    muted: 'Muted',
    speaking: 'Speaking',
    /** `place` in the queue, from 1. */
    handRaised: (place: number) =>
      place === 1 ? 'Hand raised, next to speak' : `Hand raised, number ${place} in line`,
    size: sizeOf,
    screenOf: (name: string) => `Screen of ${name}`,
    outcome: (outcome: InvitationOutcome) => outcomes[outcome],
    withdraw: 'Withdraw',
    withdrawFrom: (name: string) => `Withdraw: ${name}`,
    ringAgain: 'Ring again',
    ringAgainTo: (name: string) => `Ring again: ${name}`,
    previousPage: 'Previous page',
    nextPage: 'Next page',
    firstPage: 'This is the first page.',
    lastPage: 'This is the last page.',
    page: (page: number, pages: number) => `${page} of ${pages}`,
    joined: (name: string) => `${name} joined.`,
    left: (name: string) => `${name} left.`,
    raised: (name: string) => `${name} raised a hand.`,
    lowered: (name: string) => `${name} lowered the hand.`,
    alone: 'You are the only one here',
    aloneAdvice: 'Add people, or copy the link and send it to them.',
    youNamed: (name: string) => `${name} (you)`,
    role: (role: 'host' | 'guest') => (role === 'host' ? 'Host' : 'Guest'),
    participants: 'Participants',
    closeParticipants: 'Close participants',
    search: 'Search participants',
    notHere: 'Not here',
    raiseHand: 'Raise hand',
    lowerHand: 'Lower hand',
    lowerHandOf: (name: string) => `Lower hand of ${name}`,
    mute: (name: string) => `Mute ${name}`,
    muteAll: 'Mute everyone',
    muteAllAsk: 'Mute everyone?',
    muteAllAdvice: 'Each can unmute again. You stay as you are.',
    mutedBy: (name: string) => `${name} muted you. Unmute when you want to speak.`,
    makeHost: (name: string) => `Make ${name} a host`,
    remove: (name: string) => `Remove ${name}`,
    removeAsk: (name: string) => `Remove ${name} from the call?`,
    removeAdvice: 'They can come back only when somebody adds them again.',
    lock: 'Lock session',
    unlock: 'Unlock session',
    locked: 'Nobody else can join.',
    lockedWord: 'Locked',
    endForAll: 'End for all',
    endAsk: 'End the call for everyone?',
    endAdvice: 'To go alone, leave instead: the others stay.',
    addPeople: 'Add people',
    ring: (people: number) => (people < 2 ? 'Ring' : `Ring ${people} people`),
    newSession: 'New session',
    newSessionHint: 'Choose who is rung, or give it a title and send its link.',
    title: 'Title',
    start: 'Start session',
    copyLink: 'Copy link',
    link: 'Link',
    linkTo: (title: string) => `Link to ${title}`,
    linkHint: 'Whoever is signed in to this server joins with it, without being rung.',
    linkCopied: 'Link copied',
    linkRenewed: 'The link of before does not work any more',
    renewLink: 'Make a new link',
    copy: 'Copy',
  },

  ended: {
    status: 'Call ended',
    /** `null` when the end was the user's own wish. */
    reason: (reason: EndReason, name: string): string | null => endings[reason]?.(name) ?? null,
    missed: 'Missed call',
    lasted: (ms: number) => `Lasted ${duration(ms)}`,
    callAgain: 'Call again',
    close: 'Close',
  },

  /** Of calls that rang here and that nobody answered. */
  missed: {
    /** One person by name. */
    title: (people: readonly MissedPerson[]) => {
      const calls = count(
        people.reduce((sum, { count: times }) => sum + times, 0),
        'missed call',
        'missed calls',
      );
      const [only, ...others] = people;
      if (only === undefined || others.length > 0) return calls;
      return only.count === 1 ? `Missed call from ${only.name}` : `${calls} from ${only.name}`;
    },
    /** A line a person. */
    lines: (people: readonly MissedPerson[], atMost: number): string[] => {
      const [only, ...others] = people;
      if (only !== undefined && others.length === 0) {
        return [`${only.count === 1 ? 'At' : 'Last at'} ${timeOfDay(only.at)}`];
      }
      const named = people.slice(0, atMost).map(missedBy);
      const more = people.length - named.length;
      return more === 0 ? named : [...named, `and ${count(more, 'other person', 'other people')}`];
    },
    /** Of one person; `at`: of the last, ms since the epoch. */
    when: (n: number, at: number) => join(n === 1 ? null : `${n} calls`, timeOfDay(at)),
    callBack: (name: string) => `Call ${name} back`,
  },

  devices: {
    heading: 'Devices',
    microphone: 'Microphone',
    speaker: 'Speaker',
    camera: 'Camera',
    systemDefault: 'System default',
    unnamed: (kind: 'microphone' | 'speaker' | 'camera', n: number) =>
      `${kind === 'microphone' ? 'Microphone' : kind === 'speaker' ? 'Speaker' : 'Camera'} ${n}`,
    microphoneLevel: 'Microphone level',
    speakerLevel: 'Speaker level',
    missing: 'Not connected now',
    test: 'Test microphone',
    stopTest: 'Stop test',
  },

  settings: {
    sound: 'Sound and video',
    calls: 'Calls',
    account: 'Account',
    miniWindow: 'Mini window',
    miniWindowHint: 'Shows the call on top of other windows.',
    notification: 'Notification in a call',
    notificationHint: 'Mutes and hangs up from the desktop. Incoming calls always show.',
    shownWhen: {
      never: 'Never',
      hidden: 'When Holdfast is hidden',
      'not-in-front': 'When it is not in front',
    },
    sounds: 'Sounds',
    soundsHint: 'Ring, and short tones when a call begins and ends.',
    muteShortcut: 'Mute shortcut',
    muteShortcutHint: 'Mutes and unmutes from any program.',
    muteShortcutOff: 'Off',
    muteShortcutChange: 'Change',
    muteShortcutRecording: 'Press the keys to use',
    muteShortcutTurnOff: 'Turn off',
    muteShortcutNeedsModifier: 'Use Ctrl, Alt or Cmd with another key.',
    muteShortcutRefused: 'Another program uses these keys, so they do not work here. Choose others.',
    signOut: 'Sign out',
    signOutInCall: 'Signing out ends your call.',
    notSaved: 'Your settings could not be saved. They last until you quit.',
    about: (version: string) => `Holdfast ${version}`,
  },

  /** Also the `aria-label` of keys. */
  keys: {
    control: 'Ctrl',
    command: 'Cmd',
    shift: 'Shift',
    alt: 'Alt',
    option: 'Option',
    super: 'Super',
    space: 'Space',
  },

  mini: {
    title: 'Holdfast call',
    label: 'Call',
    return: 'Return to call',
    microphoneOn: 'Microphone on',
    heldByPeer: 'They put you on hold.',
    /** Who speaks, or who rings in; calls that wait; what everybody in the call should know of it. */
    beside: (call: CallSnapshot, { held, ring }: { held: number; ring: CallSnapshot | null }) =>
      join(ring === null ? speakerOf(call) : `${callerOf(ring)} is calling`, onHold(held), noticesOf(call)),
    size: sizeOf,
    /** Of a group that rings: what it is called is above, who invites is not. */
    invitedInto: (call: CallSnapshot) => (call.kind === 'group' && call.peer ? `${call.peer.name} is calling` : null),
  },

  tray: {
    /** Without a call: missed calls, and the connection to the server unless all is well. */
    idle: (missed: number, connection: ConnectionStatus | null) =>
      join('Holdfast', missed === 0 ? null : count(missed, 'missed call', 'missed calls'), disconnected(connection)),
    disconnected,
    /** First line of the menu. */
    heading: headingOf,
    /** The same with the duration. `now` in ms since the epoch; `held`: how many calls wait beside it. */
    tooltip: lineOf,
    open: 'Open Holdfast',
    quit: 'Quit',
  },

  notification: {
    ongoing: {
      title: (call: CallSnapshot) => call.title,
      body: ongoingBody,
      /** Once, at the first close of the window. */
      goesOn: (call: CallSnapshot, buttons: boolean) =>
        `${hearing[call.microphone]('Your call goes on')} ${
          buttons ? 'Hang up here, or open Holdfast to return.' : 'Open Holdfast to return or to hang up.'
        }`,
    },
    incoming: {
      title: (call: CallSnapshot) => `${callerOf(call)} is calling`,
      body: (call: CallSnapshot) =>
        call.kind === 'direct' ? statuses['ringing-in'] : join(statuses['ringing-in'], call.title, sizeOf(call)),
    },
    ended: {
      title: 'Call ended',
      body: (reason: EndReason, name: string) => endings[reason]?.(name) ?? name,
    },
  },

  dialogs: {
    quit: {
      message: (calls: readonly CallSnapshot[]) => {
        const [call] = calls;
        if (call === undefined || calls.length > 1) return `You are in ${calls.length} calls.`;
        return call.kind === 'direct'
          ? `You are in a call with ${call.title}.`
          : `You are in the call “${call.title}”.`;
      },
      detail: (calls: readonly CallSnapshot[]) =>
        calls.length > 1 ? 'Quitting ends all of them.' : 'Quitting ends the call.',
      hangUpAndQuit: 'Hang up and quit',
      stay: 'Stay',
    },
    firstClose: {
      title: 'Your call goes on',
      body: ({ kind, title, microphone }: CallSnapshot) =>
        `${hearing[microphone](
          kind === 'direct' ? `You are still in the call with ${title}` : `You are still in the call “${title}”`,
        )} Open Holdfast again to return or to hang up.`,
      ok: 'OK',
    },
  },

  /** Application menu. */
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    quit: 'Quit Holdfast',
    about: 'About Holdfast',
    closeWindow: 'Close window',
  },

  /** Notices of main that the window shows once. */
  notices: {
    settingsSetAside: (file: string) =>
      `Your settings could not be read, so Holdfast started with new ones. The old file was kept as ${file}.`,
    accountUnreadable: 'Your saved account could not be read. Sign in again.',
    accountLocked: 'Your keyring is locked. Unlock it and start Holdfast again, or sign in again.',
    noSandbox: 'This system keeps an AppImage from running in a sandbox. The package for your system runs in one.',
    rejoined: 'Holdfast had a problem and has returned to your call.',
    gaveUp: 'Holdfast had a problem three times in a row and ended your call.',
    linkBad: "That link can't be opened. Ask for a new one.",
    linkWhileSignedIn: 'That invite is for signing in. Sign out in Settings first, then open it again.',
  },

  /** A link to a session that was opened. */
  sessionLink: {
    title: (hindrance: 'signed-out' | 'other-server' | null, server: string) =>
      hindrance === 'other-server' ? `That link is for ${server}.` : `Join the call at ${server}?`,
    advice: (hindrance: 'signed-out' | 'other-server' | null, server: string, muted: boolean) => {
      if (hindrance === 'signed-out') return `Sign in to ${server} first.`;
      if (hindrance === 'other-server') return 'Sign out in Settings, sign in there, then open it again.';
      return muted ? 'Your microphone will be muted.' : 'Others will hear you as soon as you join.';
    },
    join: 'Join',
  },

  /** The server's page that a session's link leads to, in a browser. */
  joinPage: {
    title: 'Join a call with Holdfast',
    opening: 'Holdfast opens now. If it does not, open it here.',
    open: 'Open Holdfast',
    withoutApp: 'If you do not have Holdfast, install it first, then come back to this page.',
    broken: 'This link is not whole. Ask for a new one.',
    withoutScript: 'This page cannot open Holdfast without JavaScript. Copy its address and paste it into Holdfast.',
  },

  /** `holdfast ctl`, for people at a terminal. */
  ctl: {
    noCall: 'No call',
    notRunning: 'Holdfast is not running. Start it, then try again.',
    status: lineOf,
  },
} as const;
