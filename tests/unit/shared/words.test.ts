import { describe, expect, test } from 'vitest';
import { type CallSnapshot, endReasons, microphoneStates, troubles } from '../../../src/shared/call.ts';
import { errorCodes } from '../../../src/shared/protocol.ts';
import { type Problem, words } from '../../../src/shared/words.ts';
import { snapshot } from '../renderer/support/fake-phone.ts';

/** Every text in a part of the catalogue that needs nothing filled in. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}

/** Where in the catalogue texts are made from something: `call.calling`. */
function functionsIn(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'function') return [path.join('.')];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) => functionsIn(part, [...path, key]));
}

const problems: Problem[] = [
  ...errorCodes.map((code) => ({ code })),
  { code: 'server-unreachable' },
  { code: 'replaced-by-other-connection' },
  { code: 'bad-account', field: 'server' },
  { code: 'bad-account', field: 'name' },
  { code: 'bad-account', field: 'token' },
];
const microphoneTroubles = ['refused', 'in-use', 'none-found', 'failed'] as const;

const call = snapshot({ microphone: 'muted', held: true });
const group = snapshot({ kind: 'group', title: 'Standup', participants: 5, speaker: 'Ada' });
const troubled = [call, group].flatMap((each) =>
  troubles.map((trouble) => ({ ...each, phase: 'reconnecting' as const, trouble })),
);
const one = [{ id: 'ada', name: 'Ada', count: 2, at: 0 }];
const two = [...one, { id: 'grace', name: 'Grace', count: 1, at: 0 }];
const later = call.startedAt! + 125_000;

const invitationOutcomes = [
  'ringing',
  'accepted',
  'declined',
  'no-answer',
  'busy',
  'offline',
  'withdrawn',
  'not-found',
  'failed',
] as const;

/** What each function of the catalogue says of samples. */
const samples: Record<string, unknown> = {
  duration: words.duration(61_000),
  join: words.join('Ada', null, 'Muted'),
  explain: problems.map(words.explain),
  trouble: troubled.map(words.trouble),
  'signIn.inviteReceived': words.signIn.inviteReceived('calls.example.com'),
  'navigation.signedInAs': words.navigation.signedInAs('Ada'),
  'people.call': words.people.call('Ada'),
  'people.callAddress': words.people.callAddress('ada'),
  'sessionLink.title': [
    words.sessionLink.title(null, 'calls.example.com'),
    words.sessionLink.title('other-server', 'calls.example.com'),
  ],
  'sessionLink.advice': [
    words.sessionLink.advice(null, 'calls.example.com', false),
    words.sessionLink.advice(null, 'calls.example.com', true),
    words.sessionLink.advice('signed-out', 'calls.example.com', false),
    words.sessionLink.advice('other-server', 'calls.example.com', false),
  ],
  'people.noMatch': words.people.noMatch('Ada'),
  'call.calling': words.call.calling('Ada'),
  'call.isCalling': [call, group].map(words.call.isCalling),
  'call.peerHeld': words.call.peerHeld('Ada'),
  'call.peerVideo': words.call.peerVideo('Ada'),
  'call.otherMicrophone': (['gone', 'busy'] as const).map((reason) =>
    words.call.otherMicrophone({ reason, device: 'Headset' }),
  ),
  'call.microphoneTrouble': microphoneTroubles.map(words.call.microphoneTrouble),
  'call.shortcut': words.call.shortcut('Mute', 'M'),
  'calls.elsewhere': ['', 'Ada'].map(words.calls.elsewhere),
  'calls.mergeWith': words.calls.mergeWith('Ada'),
  'transfer.heading': words.transfer.heading('Ada'),
  'transfer.toCall': words.transfer.toCall('Ada'),
  'transfer.outcome': ([...invitationOutcomes, 'done'] as const).map((outcome) =>
    words.transfer.outcome('Ada', outcome),
  ),
  'group.youNamed': words.group.youNamed('Ada'),
  'group.role': (['host', 'guest'] as const).map(words.group.role),
  'group.lowerHandOf': words.group.lowerHandOf('Ada'),
  'group.mute': words.group.mute('Ada'),
  'group.mutedBy': words.group.mutedBy('Ada'),
  'group.makeHost': words.group.makeHost('Ada'),
  'group.remove': words.group.remove('Ada'),
  'group.removeAsk': words.group.removeAsk('Ada'),
  'group.ring': [1, 2].map(words.group.ring),
  'group.linkTo': words.group.linkTo('Standup'),
  'calls.swapWith': words.calls.swapWith('Ada'),
  'calls.hangUp': words.calls.hangUp('Ada'),
  'calls.besides': words.calls.besides('Ada'),
  'group.handRaised': [1, 2].map(words.group.handRaised),
  'group.size': [call, group].map(words.group.size),
  'group.screenOf': words.group.screenOf('Ada'),
  'group.outcome': invitationOutcomes.map(words.group.outcome),
  'group.withdrawFrom': words.group.withdrawFrom('Ada'),
  'group.ringAgainTo': words.group.ringAgainTo('Ada'),
  'group.page': words.group.page(1, 2),
  'group.joined': words.group.joined('Ada'),
  'group.left': words.group.left('Ada'),
  'group.raised': words.group.raised('Ada'),
  'group.lowered': words.group.lowered('Ada'),
  'ended.reason': endReasons.map((reason) => words.ended.reason(reason, 'Ada')),
  'ended.lasted': words.ended.lasted(61_000),
  'missed.when': [1, 2].map((n) => words.missed.when(n, later)),
  'missed.callBack': words.missed.callBack('Ada'),
  'devices.unnamed': (['microphone', 'speaker', 'camera'] as const).map((kind) => words.devices.unnamed(kind, 2)),
  'settings.about': words.settings.about('1.0.0'),
  'mini.beside': [call, group].flatMap((each) =>
    [null, group].map((ring) => words.mini.beside(each, { held: 2, ring })),
  ),
  'mini.invitedInto': [call, group].map(words.mini.invitedInto),
  'mini.size': words.mini.size(group),
  'tray.idle': [words.tray.idle(0, null), words.tray.idle(1, 'reconnecting'), words.tray.idle(2, 'signed-out')],
  'tray.disconnected': words.tray.disconnected('reconnecting'),
  'tray.heading': words.tray.heading(call),
  'tray.tooltip': words.tray.tooltip(call, later),
  'notification.ongoing.goesOn': microphoneStates.flatMap((microphone) =>
    [true, false].map((buttons) => words.notification.ongoing.goesOn(snapshot({ microphone }), buttons)),
  ),
  'notification.ongoing.title': words.notification.ongoing.title(call),
  'notification.ongoing.body': words.notification.ongoing.body(call),
  'notification.incoming.title': [call, group].map(words.notification.incoming.title),
  'notification.incoming.body': [call, group].map(words.notification.incoming.body),
  'missed.title': [words.missed.title(one), words.missed.title(two)],
  'missed.lines': [words.missed.lines(one, 5), words.missed.lines(two, 1)],
  'notification.ended.body': endReasons.map((reason) => words.notification.ended.body(reason, 'Ada')),
  'dialogs.quit.message': [[call], [group], [call, group]].map(words.dialogs.quit.message),
  'dialogs.quit.detail': [[call], [call, group]].map(words.dialogs.quit.detail),
  'dialogs.firstClose.body': microphoneStates.map((microphone) =>
    words.dialogs.firstClose.body(snapshot({ microphone })),
  ),
  'notices.settingsSetAside': words.notices.settingsSetAside('settings.json.unreadable'),
  'ctl.status': words.ctl.status(call, later),
};

describe('the accessible names that other tests rely on', () => {
  test.each([
    [words.signIn.server, 'Server'],
    [words.signIn.name, 'Your name'],
    [words.signIn.token, 'Access token'],
    [words.signIn.submit, 'Sign in'],
    [words.people.list, 'People'],
    [words.people.search, 'Search people or enter an address'],
    [words.people.call('Ada'), 'Call Ada'],
    [words.call.calling('Ada'), 'Calling Ada…'],
    [words.call.isCalling(snapshot()), 'Grace Hopper is calling'],
    [words.controls.cancel, 'Cancel'],
    [words.controls.accept, 'Accept'],
    [words.controls.decline, 'Decline'],
    [words.controls.mute, 'Mute'],
    [words.controls.unmute, 'Unmute'],
    [words.controls.hangUp, 'Hang up'],
    [words.controls.startVideo, 'Start video'],
    [words.controls.stopVideo, 'Stop video'],
    [words.controls.hold, 'Hold'],
    [words.controls.resume, 'Resume'],
    [words.controls.devices, 'Devices'],
    [words.status.connecting, 'Connecting…'],
    [words.status.connected, 'Connected'],
    [words.status.reconnecting, 'Reconnecting…'],
    [words.status['on-hold'], 'On hold'],
    [words.ended.status, 'Call ended'],
    [words.controls.returnToCall, 'Return to call'],
    [words.tray.open, 'Open Holdfast'],
    [words.tray.quit, 'Quit'],
    [words.dialogs.quit.hangUpAndQuit, 'Hang up and quit'],
    [words.dialogs.quit.stay, 'Stay'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});

describe('problems', () => {
  test.each(problems.map((problem) => [JSON.stringify(problem), problem] as const))('%s is explained', (_, problem) => {
    const { title, advice } = words.explain(problem);
    expect(title).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  test('the problems of signing in differ in what to do', () => {
    const codes = ['token-invalid', 'token-expired', 'token-other-server', 'version-mismatch', 'internal'] as const;
    const advice = codes.map((code) => words.explain({ code }).advice);
    expect(new Set(advice).size).toBe(codes.length);
  });

  test.each(microphoneTroubles)('microphone %s says that nobody hears', (trouble) => {
    const { title, advice } = words.call.microphoneTrouble(trouble);
    expect(title).toContain("Others can't hear you.");
    expect(advice).toMatch(/\.$/);
  });

  test('a microphone in use is said to be, and what follows from it', () => {
    expect(words.call.microphoneTrouble('in-use').title).toBe(
      "Your microphone is used by another program. Others can't hear you.",
    );
  });
});

test('a reason is given for every end but the own wishes', () => {
  const silent = endReasons.filter((reason) => words.ended.reason(reason, 'Ada') === null);
  expect(silent).toEqual(['hung-up', 'cancelled', 'signed-out']);
  for (const reason of endReasons) {
    if (!silent.includes(reason)) expect(words.ended.reason(reason, 'Ada')).toMatch(/^[A-Z].*\.$/);
  }
});

test('texts are plain: no exclamation marks, markup or doubled spaces', () => {
  expect(Object.keys(samples).sort()).toEqual(functionsIn(words).sort());
  const texts = [...textsIn(words), ...textsIn(samples)];
  expect(texts.length).toBeGreaterThan(200);
  for (const text of texts) expect(text).not.toMatch(/[!<>]| {2}/);
});

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [61_000, '1:01'],
  [599_999, '9:59'],
  [3_600_000, '1:00:00'],
  [360_000_000, '100:00:00'],
  [-5, '0:00'],
])('%i ms last %s', (ms, shown) => {
  expect(words.duration(ms)).toBe(shown);
});

describe('the ongoing notification', () => {
  const startedAt = new Date(2026, 0, 5, 14, 32, 59).getTime();
  const inGroup = { kind: 'group', title: 'Standup', participants: 5, speaker: 'Ada' } as const;
  const cases: [Partial<CallSnapshot>, string][] = [
    [{}, 'In a call since 14:32'],
    [{ microphone: 'muted' }, 'In a call since 14:32 · Muted'],
    [{ microphone: 'opening' }, 'In a call since 14:32 · Opening microphone…'],
    [{ microphone: 'unmuting' }, 'In a call since 14:32 · Unmuting…'],
    [{ microphone: 'unavailable' }, 'In a call since 14:32 · No microphone'],
    [{ held: true, microphone: 'muted' }, 'In a call since 14:32 · On hold · Muted'],
    [{ phase: 'reconnecting', microphone: 'muted' }, 'Reconnecting… · Muted'],
    [{ phase: 'reconnecting', trouble: 'own' }, 'Reconnecting… · Your connection'],
    [{ phase: 'reconnecting', trouble: 'other' }, "Reconnecting… · Grace Hopper's connection"],
    [{ phase: 'reconnecting', trouble: 'server', microphone: 'muted' }, 'Reconnecting… · The call server · Muted'],
    // What was last said of a trouble that is over.
    [{ trouble: 'own' }, 'In a call since 14:32'],
    [{ recording: true, encrypted: true }, 'In a call since 14:32 · Recording · Encrypted'],
    [inGroup, 'In a call since 14:32 · 5 people · Ada speaks'],
    [{ ...inGroup, participants: 1, speaker: null }, 'In a call since 14:32 · 1 person'],
    [{ ...inGroup, held: true }, 'In a call since 14:32 · On hold · 5 people'],
    [{ ...inGroup, phase: 'reconnecting', trouble: 'other' }, "Reconnecting… · Another person's connection · 5 people"],
    [{ phase: 'connecting', startedAt: null }, 'Connecting…'],
    // A ringing call has no microphone that could be muted.
    [{ phase: 'ringing-out', startedAt: null, microphone: 'muted' }, 'Calling…'],
    [{ phase: 'ringing-in', startedAt: null, microphone: 'muted' }, 'Incoming call'],
  ];
  test.each(cases)('%o reads %s', (change, body) => {
    expect(words.notification.ongoing.body(snapshot({ startedAt, ...change }), { passing: true })).toBe(body);
  });

  test('where a change would draw attention, nothing changes by itself; calls that wait are counted', () => {
    const { body } = words.notification.ongoing;
    const call = snapshot({ startedAt, ...inGroup, microphone: 'muted' });
    expect(body(call, { held: 2 })).toBe('In a call since 14:32 · Muted · 2 on hold');
    expect(body(call, { held: 2 })).toBe(body({ ...call, participants: 7, speaker: 'Bob' }, { held: 2 }));
  });

  test("the title is the name, or the group's", () => {
    expect(words.notification.ongoing.title(snapshot())).toBe('Grace Hopper');
    expect(words.notification.ongoing.title(snapshot(inGroup))).toBe('Standup');
  });

  test('who invites into a group is said to be calling, and into what', () => {
    const { title, body } = words.notification.incoming;
    const invited = snapshot({ ...inGroup, phase: 'ringing-in' });
    expect([title(invited), body(invited)]).toEqual(['Grace Hopper is calling', 'Incoming call · Standup · 5 people']);
  });
});

test('the tray tells peer, state, duration and a muted microphone', () => {
  const call = snapshot({ microphone: 'muted' });
  expect(words.tray.tooltip(call, call.startedAt! + 125_000)).toBe('Grace Hopper · Connected · 2:05 · Muted');
  expect(words.tray.heading(call)).toBe('Grace Hopper · Connected · Muted');
  expect(words.tray.heading({ ...call, phase: 'reconnecting', trouble: 'other' })).toBe(
    "Grace Hopper · Reconnecting… · Grace Hopper's connection · Muted",
  );
  expect(words.tray.heading({ ...call, kind: 'group', title: 'Standup', participants: 12, recording: true })).toBe(
    'Standup · Connected · Muted · Recording',
  );
  expect(words.tray.tooltip({ ...call, kind: 'group', title: 'Standup', participants: 12 }, call.startedAt!, 1)).toBe(
    'Standup · 12 people · Connected · 0:00 · Muted · 1 on hold',
  );
  expect(words.tray.idle(0, null)).toBe('Holdfast');
  expect(words.tray.idle(1, 'online')).toBe('Holdfast · 1 missed call');
  expect(words.tray.idle(2, 'reconnecting')).toBe('Holdfast · 2 missed calls · Reconnecting to the server…');
  expect(words.tray.idle(0, 'signed-out')).toBe('Holdfast · Signed out');
});

test('the first close notice says what the microphone really is', () => {
  const said = {
    on: 'your microphone is on',
    muted: 'Your microphone is muted',
    opening: 'Your microphone is being opened',
    unmuting: 'Your microphone is being unmuted',
    unavailable: 'there is no microphone',
  } as const;
  for (const microphone of microphoneStates) {
    const call = snapshot({ microphone });
    for (const text of [words.notification.ongoing.goesOn(call, true), words.dialogs.firstClose.body(call)]) {
      expect(Object.values(said).filter((saying) => text.includes(saying))).toEqual([said[microphone]]);
    }
  }
});
