import { describe, expect, test } from 'vitest';
import type { PhoneProblem } from '../../../src/renderer/phone/phone-state.ts';
import { checkAccount, createSignIn } from '../../../src/renderer/state/sign-in.ts';
import { account, FakeDesktop, invite } from './support/fake-desktop.ts';
import { FakePhone, online } from './support/fake-phone.ts';

describe('what was typed', () => {
  test.each([
    ['calls.example.com', 'https://calls.example.com'],
    ['https://calls.example.com/base', 'https://calls.example.com/base'],
    ['http://calls.example.com:4400', 'http://calls.example.com:4400'],
    ['localhost:4400', 'http://localhost:4400'],
    ['127.0.0.1:4400', 'http://127.0.0.1:4400'],
    // Not this machine, though it begins alike.
    ['localhost.example.com', 'https://localhost.example.com'],
  ])('%s means %s', (typed, server) => {
    expect(checkAccount({ ...account, server: ` ${typed} ` })).toEqual({ ...account, server });
  });

  test.each([
    ['server', ''],
    ['server', 'ftp://calls.example.com'],
    ['server', 'not a server'],
    ['name', '  '],
    ['token', ''],
    ['token', 'x'.repeat(8_193)],
  ] as const)('a %s of %o is refused by name', (field, text) => {
    expect(checkAccount({ ...account, [field]: text })).toEqual({ code: 'bad-account', field });
  });
});

function start({ kept = null }: { kept?: typeof account | null } = {}) {
  const phone = new FakePhone();
  const desktop = new FakeDesktop();
  desktop.kept = kept;
  const signIn = createSignIn(phone, desktop);
  const refuse = (problem: PhoneProblem) =>
    phone.state.setState({ connection: { status: 'signed-out', problem }, me: null });
  return { phone, desktop, signIn, refuse, accept: () => phone.state.setState(online) };
}

function fill(signIn: ReturnType<typeof createSignIn>): void {
  for (const field of ['server', 'name', 'token'] as const) signIn.enter(field, account[field]);
}

describe('a server without encryption', () => {
  const insecure = { ...account, server: 'http://calls.example.com' };

  function typed(given: typeof account) {
    const parts = start();
    for (const field of ['server', 'name', 'token'] as const) parts.signIn.enter(field, given[field]);
    parts.signIn.submit();
    return parts;
  }

  test('beyond this machine is signed in to only after a yes', () => {
    const { phone, signIn } = typed(insecure);
    expect(phone.asked).toEqual([]);
    expect(signIn.getState().problem).toEqual({ code: 'insecure-server' });
    signIn.submit();
    expect(phone.asked).toEqual([['signIn', { server: insecure.server, token: insecure.token }]]);
    expect(signIn.getState().problem).toBeNull();
  });

  test('wants a yes of its own, each, also when it comes with an invite', () => {
    const { phone, signIn } = typed(insecure);
    signIn.enter('server', 'http://other.example.com');
    signIn.submit();
    signIn.openInvite(`holdfast://signin?${new URLSearchParams(insecure)}`);
    signIn.submit();
    expect(phone.asked).toEqual([]);
    expect(signIn.getState().problem).toEqual({ code: 'insecure-server' });
  });

  test.each(['http://127.0.0.1:4400', 'http://localhost:4400', 'http://[::1]:4400', 'https://calls.example.com'])(
    '%s is not one',
    (server) => {
      expect(typed({ ...account, server }).phone.asked).toHaveLength(1);
    },
  );
});

describe('signing in', () => {
  test('keeps the account only once it has worked', () => {
    const { phone, desktop, signIn, accept } = start();
    fill(signIn);
    signIn.submit();
    expect(phone.asked).toEqual([['signIn', { server: account.server, token: account.token }]]);
    expect(desktop.kept).toBeNull();
    accept();
    expect(desktop.kept).toEqual(account);
  });

  test('a refused account is not kept, and stays in the form', () => {
    const { desktop, signIn, refuse } = start();
    fill(signIn);
    signIn.submit();
    refuse({ code: 'token-expired' });
    expect(desktop.kept).toBeNull();
    expect(signIn.getState()).toMatchObject({ form: account, tried: true });
  });

  test('the server is not asked about a form that is not whole', () => {
    const { phone, signIn } = start();
    signIn.enter('server', account.server);
    signIn.submit();
    expect(phone.asked).toEqual([]);
    expect(signIn.getState().problem).toEqual({ code: 'bad-account', field: 'name' });
    signIn.enter('name', 'A');
    expect(signIn.getState().problem).toBeNull();
  });

  test.each(['server', 'name', 'token'] as const)('an invite link pasted into %s fills all', (field) => {
    const { signIn } = start();
    signIn.enter(field, invite);
    expect(signIn.getState()).toMatchObject({ form: account, source: 'pasted-invite' });
  });

  test('an opened invite waits to be looked at', () => {
    const { phone, signIn } = start();
    expect(signIn.openInvite('holdfast://nonsense')).toBe(false);
    expect(signIn.openInvite(invite)).toBe(true);
    expect(signIn.getState()).toMatchObject({ form: account, source: 'opened-invite' });
    expect(phone.asked).toEqual([]);
  });

  test('signing out forgets the account, and asks for the token alone', () => {
    const { phone, desktop, signIn, accept } = start();
    fill(signIn);
    signIn.submit();
    accept();
    signIn.signOut();
    expect(phone.asked.at(-1)).toEqual(['signOut']);
    expect(desktop.kept).toBeNull();
    expect(signIn.getState().form).toEqual({ ...account, token: '' });
  });
});

describe('at the start', () => {
  test('the kept account signs in without asking', async () => {
    const { phone, signIn, accept } = start({ kept: account });
    expect(signIn.getState().automatic).toBe(true);
    await signIn.start();
    expect(phone.asked).toEqual([['signIn', { server: account.server, token: account.token }]]);
    expect(signIn.getState().automatic).toBe(true);
    accept();
    expect(signIn.getState().automatic).toBe(false);
  });

  test('what was asked for already is not asked for again', async () => {
    const { phone, desktop, signIn } = start({ kept: account });
    const asked = desktop.account.load();
    desktop.kept = null;
    await signIn.start(asked);
    expect(phone.asked).toEqual([['signIn', { server: account.server, token: account.token }]]);
  });

  test('without one, or when it is refused, the form asks', async () => {
    const without = start();
    await without.signIn.start();
    expect(without.signIn.getState().automatic).toBe(false);

    const { signIn, refuse } = start({ kept: account });
    await signIn.start();
    refuse({ code: 'server-unreachable' });
    expect(signIn.getState()).toMatchObject({ automatic: false, form: account, tried: true });
  });

  test('a plain page asks at once, and signs in without a desktop', () => {
    const phone = new FakePhone();
    const signIn = createSignIn(phone, null);
    expect(signIn.getState().automatic).toBe(false);
    fill(signIn);
    signIn.submit();
    phone.state.setState(online);
    expect(phone.asked).toHaveLength(1);
  });
});
