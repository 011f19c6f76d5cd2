import { describe, expect, test } from 'vitest';
import { createApp } from '../../../src/renderer/app.tsx';
import { callId } from '../../../src/shared/call.ts';
import { FakeDesktop } from './support/fake-desktop.ts';
import { activeCall, FakePhone, online, signedOut } from './support/fake-phone.ts';
import { FakeVisibility } from './support/fake-visibility.ts';

const clock = { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} };
const account = { server: 'https://calls.example.com', name: 'Ada', token: 'secret' };
const invite = `holdfast://signin?${new URLSearchParams(account)}`;

function start(state = online) {
  const phone = new FakePhone(state);
  const visibility = new FakeVisibility();
  return { phone, visibility, ...createApp({ phone, desktop: new FakeDesktop(), visibility, clock }) };
}

describe('a narrow window', () => {
  test('turns to a call that begins, and to the lists when all is over', () => {
    const { phone, navigation } = start();
    const front = () => navigation.getState().front;
    phone.state.setState({ call: activeCall({ phase: 'ringing-in' }) });
    expect(front()).toBe('stage');
    navigation.setState({ front: 'pane' });
    phone.state.setState({ call: activeCall() });
    expect(front()).toBe('pane');
    navigation.setState({ front: 'stage' });
    const ended = { peer: { id: 'grace', name: 'Grace' }, reason: 'busy', durationMs: null } as const;
    phone.state.setState({ call: null, ended });
    expect(front()).toBe('stage');
    phone.state.setState({ ended: null });
    expect(front()).toBe('pane');
  });

  test('turns to the next call, and to a call that could not be made', () => {
    const { phone, navigation } = start();
    phone.state.setState({ call: activeCall() });
    navigation.setState({ front: 'pane' });
    phone.state.setState({ call: activeCall({ callId: callId.parse('call-2') }) });
    expect(navigation.getState().front).toBe('stage');
    phone.state.setState({ call: null });
    expect(navigation.getState().front).toBe('pane');
    phone.state.setState({ callProblem: { code: 'offline' } });
    expect(navigation.getState().front).toBe('stage');
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

  test('that is no invite is said to be bad', () => {
    const { openLink, navigation } = start(signedOut);
    openLink('holdfast://signin?server=nonsense');
    expect(navigation.getState().linkNotice).toBe('bad');
  });
});

test('the screens read nothing new while hidden', () => {
  const { phone, visibility, app } = start();
  visibility.set(false);
  phone.state.setState({ call: activeCall() });
  expect(app.phone.getState().call).toBeNull();
  visibility.set(true);
  expect(app.phone.getState().call).not.toBeNull();
});

test('actions may be handed on one by one', () => {
  const { phone, app } = start();
  const { hangUp, call } = app.actions;
  hangUp();
  call('grace');
  expect(phone.asked).toEqual([['hangUp'], ['call', 'grace']]);
});
