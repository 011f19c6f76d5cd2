import { expect, test } from 'vitest';
import { createSessionWishes } from '../../../src/renderer/state/session-wishes.ts';
import { appLink, type SessionLink, webLink } from '../../../src/shared/session-link.ts';
import { defaultSettings } from '../../../src/shared/session-settings.ts';
import { FakePhone, online, signedOut } from './support/fake-phone.ts';

const link: SessionLink = {
  server: 'https://calls.example.com',
  sessionId: 'AbCdEfGhIjKlMnOpQrStU_',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x-_9',
  settings: { ...defaultSettings, muted: true },
};
const joined = ['join', link, link.settings];

function start(state = online, server = 'https://calls.example.com/') {
  const { state: store } = new FakePhone(state);
  const asked: unknown[][] = [];
  const actions = {
    start: (...values: unknown[]) => void asked.push(['start', ...values]),
    join: (...values: unknown[]) => void asked.push(['join', ...values]),
  };
  let signedInTo = server;
  const wishes = createSessionWishes({ state: store, actions }, () => signedInTo);
  const hindrance = () => wishes.getState().offer?.hindrance;
  const signIn = (to = server) => {
    signedInTo = to;
    store.setState({ connection: { status: 'signing-in' } });
    store.setState(online);
  };
  return { wishes, asked, hindrance, signIn, signOut: () => store.setState(signedOut) };
}

test.each([appLink(link), webLink(link)])(
  'a link that was opened is joined when somebody says so, as it says: %s',
  (text) => {
    const { wishes, asked } = start();
    expect(wishes.openLink(text)).toBe(true);
    expect(asked).toEqual([]);
    wishes.accept();
    expect(asked).toEqual([joined]);
    expect(wishes.getState().offer).toBeNull();
    wishes.accept();
    expect(asked).toHaveLength(1);
  },
);

test('a link that is put away is not joined', () => {
  const { wishes, asked, signIn } = start();
  wishes.openLink(appLink(link));
  wishes.dismiss();
  wishes.accept();
  signIn();
  expect(asked).toEqual([]);
});

test('what is no link of a session changes nothing', () => {
  const { wishes } = start();
  wishes.openLink(appLink(link));
  expect(wishes.openLink('holdfast://session/x')).toBe(false);
  expect(wishes.getState().offer?.link).toEqual(link);
});

test('a link of another server is not joined, whatever is said', () => {
  const { wishes, asked, hindrance } = start(online, 'https://other.example.com');
  wishes.openLink(appLink(link));
  expect(hindrance()).toBe('other-server');
  wishes.accept();
  wishes.take({ kind: 'join', link });
  wishes.accept();
  expect(hindrance()).toBe('other-server');
  expect(asked).toEqual([]);
});

test('signed out, a link waits: for signing in, and then for a yes', () => {
  const { wishes, asked, hindrance, signIn } = start(signedOut, '');
  wishes.openLink(appLink(link));
  expect(hindrance()).toBe('signed-out');
  wishes.accept();
  signIn('https://calls.example.com');
  expect(hindrance()).toBeNull();
  expect(asked).toEqual([]);
  wishes.accept();
  expect(asked).toEqual([joined]);
});

test('signed in elsewhere since, a link says so', () => {
  const { wishes, hindrance, signIn, signOut } = start();
  wishes.openLink(appLink(link));
  signOut();
  expect(hindrance()).toBe('signed-out');
  signIn('https://other.example.com');
  expect(hindrance()).toBe('other-server');
});

test('what was typed at a terminal is done at once', () => {
  const { wishes, asked } = start();
  wishes.take({ kind: 'join', link });
  const settings = { ...defaultSettings, title: 'Stand-up' };
  wishes.take({ kind: 'call', people: ['ada', 'ben'], settings });
  expect(asked).toEqual([joined, ['start', { people: ['ada', 'ben'], title: 'Stand-up' }, settings]]);
  expect(wishes.getState().offer).toBeNull();
});

test('what was typed before signing in is done then, once, and only the last of it', () => {
  const { wishes, asked, hindrance, signIn } = start(signedOut);
  wishes.take({ kind: 'call', people: ['ada'], settings: defaultSettings });
  wishes.take({ kind: 'join', link });
  expect(hindrance()).toBe('signed-out');
  signIn();
  signIn();
  expect(asked).toEqual([joined]);
  expect(wishes.getState().offer).toBeNull();
});
