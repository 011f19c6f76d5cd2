import { describe, expect, test } from 'vitest';
import { createApp } from '../../../src/renderer/app.tsx';
import type { GroupActions } from '../../../src/renderer/phone/group-actions.ts';
import { callId } from '../../../src/shared/call.ts';
import { appLink, type SessionLink, webLink } from '../../../src/shared/session-link.ts';
import { defaultSettings } from '../../../src/shared/session-settings.ts';
import { account, FakeDesktop, invite } from './support/fake-desktop.ts';
import { activeCall, ended, FakePhone, online, signedOut } from './support/fake-phone.ts';
import { FakeVisibility } from './support/fake-visibility.ts';

const clock = { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} };

function start(state = online, group: GroupActions | null = null) {
  const phone = new FakePhone(state);
  const visibility = new FakeVisibility();
  const desktop = new FakeDesktop();
  return { phone, desktop, visibility, ...createApp({ phone, group, desktop, visibility, clock }) };
}

test('the desktop is told how the connection to the server is, once at each change', () => {
  const { phone, desktop } = start(signedOut);
  phone.state.setState({ connection: { status: 'signing-in' } });
  phone.state.setState(online);
  phone.state.setState({ people: [] });
  phone.state.setState({ connection: { status: 'reconnecting' } });
  expect(desktop.connections).toEqual(['signed-out', 'signing-in', 'online', 'reconnecting']);
});

describe('a narrow window', () => {
  test('turns to a call that begins, and to the lists when all is over', () => {
    const { phone, navigation } = start();
    const front = () => navigation.getState().front;
    phone.show(activeCall({ phase: 'ringing-in' }));
    expect(front()).toBe('stage');
    navigation.setState({ front: 'pane' });
    phone.show(activeCall());
    expect(front()).toBe('pane');
    navigation.setState({ front: 'stage' });
    phone.state.setState({ calls: [], activeCallId: null, ended });
    expect(front()).toBe('stage');
    phone.state.setState({ ended: null });
    expect(front()).toBe('pane');
  });

  test('turns to the next call, and to where a call was asked for that could not be made', () => {
    const { phone, navigation } = start();
    phone.show(activeCall());
    navigation.setState({ front: 'pane' });
    phone.show(activeCall({ callId: callId.parse('call-2') }));
    expect(navigation.getState().front).toBe('stage');
    phone.show(null);
    expect(navigation.getState().front).toBe('pane');
    phone.state.setState({ callProblem: { code: 'offline' } });
    expect(navigation.getState().front).toBe('pane');
    navigation.setState({ calledFrom: 'stage' });
    phone.state.setState({ callProblem: { code: 'offline' } });
    expect(navigation.getState().front).toBe('stage');
  });

  test('brings the call back on top when it returns, and without one what was there', () => {
    const { phone, navigation, visibility } = start();
    const comeBack = () => {
      visibility.set(false);
      visibility.set(true);
      return navigation.getState().front;
    };
    phone.show(activeCall());
    navigation.setState({ front: 'pane' });
    expect(comeBack()).toBe('stage');
    phone.show(null);
    expect(comeBack()).toBe('pane');
  });
});

describe('an opened link', () => {
  test('that is an invite fills the sign-in', () => {
    const { openLink, signIn, navigation } = start(signedOut);
    openLink(invite);
    expect(signIn.getState().form).toEqual(account);
    expect(navigation.getState().linkNotice).toBeNull();
  });

  test('never changes who is signed in', () => {
    const { phone, openLink, signIn, navigation } = start();
    openLink(invite);
    expect(signIn.getState().form.token).toBe('');
    expect(phone.asked).toEqual([]);
    expect(navigation.getState().linkNotice).toBe('signed-in');
  });

  test.each([
    ['signed out', signedOut, 'holdfast://signin?server=nonsense'],
    ['signed out', signedOut, 'holdfast://nonsense'],
    ['signed in', online, 'holdfast://nonsense'],
  ])('that means nothing is said to be bad: %s, %o, %s', (_who, state, link) => {
    const { openLink, navigation } = start(state);
    openLink(link);
    expect(navigation.getState().linkNotice).toBe('bad');
  });

  test.each(['holdfast:', 'holdfast://', 'holdfast://show', 'HOLDFAST://show/'])('%s only shows the window', (link) => {
    const { openLink, navigation } = start();
    const before = navigation.getState();
    openLink(link);
    expect(navigation.getState()).toEqual(before);
  });

  test.each([invite, 'holdfast://show', 'holdfast://nonsense'])('leaves a call in front: %s', (link) => {
    const { phone, openLink, navigation } = start();
    phone.show(activeCall());
    openLink(link);
    expect(navigation.getState().front).toBe('stage');
  });
});

describe('a link to a session', () => {
  const link: SessionLink = {
    server: 'https://calls.example.com',
    sessionId: 'AbCdEfGhIjKlMnOpQrStU_',
    token: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x-_9',
    settings: { ...defaultSettings, muted: true },
  };
  const signedInTo = (server: string) => {
    const all = start();
    all.signIn.setState(({ form }) => ({ form: { ...form, server } }));
    return all;
  };

  test('is joined, muted as it says, when somebody says so', () => {
    const { phone, openLink, wishes, navigation } = signedInTo(link.server);
    navigation.setState({ front: 'stage' });
    openLink(appLink(link));
    expect(phone.asked).toEqual([]);
    expect(navigation.getState()).toMatchObject({ linkNotice: null, front: 'pane' });
    wishes.accept();
    expect(phone.asked).toEqual([['join', link, link.settings]]);
  });

  test('of another server is not', () => {
    const { phone, openLink, wishes } = signedInTo('https://other.example.com');
    openLink(webLink(link));
    wishes.accept();
    expect(phone.asked).toEqual([]);
    expect(wishes.getState().offer?.hindrance).toBe('other-server');
  });

  test('that is not whole is bad', () => {
    const { openLink, navigation, wishes } = signedInTo(link.server);
    openLink(appLink(link).replace(/link=.*/, ''));
    expect(navigation.getState().linkNotice).toBe('bad');
    expect(wishes.getState().offer).toBeNull();
  });
});

test('a call from a terminal is made at once, as was asked for', () => {
  const settings = { ...defaultSettings, muted: true, audioOnly: true };
  const asked: unknown[] = [];
  const { wishes } = start(online, { start: (...what: unknown[]) => void asked.push(what) } as never);
  wishes.take({ kind: 'call', people: ['grace'], settings });
  expect(asked).toEqual([[{ people: ['grace'], title: null }, settings]]);
});

test('the screens read nothing new while hidden, from no store', () => {
  const { phone, visibility, app, signIn } = start();
  let told = 0;
  for (const store of [app.phone, app.navigation, app.preferences, app.signIn]) store.subscribe(() => (told += 1));
  visibility.set(false);
  phone.show(activeCall());
  app.changeSettings({ sounds: false });
  signIn.setState({ tried: true });
  expect(told).toBe(0);
  expect(app.phone.getState().calls).toEqual([]);
  expect(app.navigation.getState().front).toBe('pane');
  visibility.set(true);
  expect(told).toBe(4);
  expect(app.phone.getState().calls).toHaveLength(1);
  expect(app.navigation.getState().front).toBe('stage');
});

test('actions may be handed on one by one', () => {
  const { phone, app } = start();
  const { hangUp, call } = app.actions;
  hangUp();
  call('grace');
  expect(phone.asked).toEqual([['hangUp'], ['call', 'grace']]);
});
