import type { StoreApi } from 'zustand/vanilla';
import type { GroupActions } from './phone/group-actions.ts';
import { activeCall, type PhoneActions, type PhoneState } from './phone/phone-state.ts';
import { Shell } from './screens/shell.tsx';
import { type App, AppProvider } from './state/app-context.tsx';
import { boundActions } from './state/bound-actions.ts';
import { reportConnection } from './state/connection-report.ts';
import type { Desktop } from './state/desktop.ts';
import { followDeviceChoice } from './state/device-choice.ts';
import { followCall } from './state/follow-call.ts';
import { gated, type Visibility } from './state/gate.ts';
import { linkKind } from './state/invite-link.ts';
import { attachKeyboard } from './state/keyboard.ts';
import { createMissedCalls } from './state/missed-calls.ts';
import { createNavigation, type NavigationStore } from './state/navigation.ts';
import { createPreferences } from './state/preferences.ts';
import { createSessionWishes } from './state/session-wishes.ts';
import { createSignIn } from './state/sign-in.ts';
import type { TickerClock } from './state/ticker.ts';

export type Softphone = PhoneActions & { readonly state: StoreApi<PhoneState> };

export type AppParts = {
  phone: Softphone;
  group: GroupActions | null;
  desktop: Desktop | null;
  visibility: Visibility;
  clock: TickerClock;
};

/** The stores around a phone and their rules; no React yet, and nothing of the browser. */
export function createApp({ phone, group, desktop, visibility, clock }: AppParts) {
  const navigation = createNavigation();
  const preferences = createPreferences(desktop);
  const signIn = createSignIn(phone, desktop);
  const missedCalls = createMissedCalls(phone.state, clock);
  followCall(phone.state, navigation, visibility);
  followDeviceChoice(preferences, phone);
  reportConnection(phone.state, desktop);

  const wishes = createSessionWishes(
    {
      state: phone.state,
      actions: {
        start: (wish, settings) => group?.start(wish, settings),
        join: (link, settings) => phone.join(link, settings),
      },
    },
    () => signIn.getState().form.server,
  );

  const noticeOf = (link: string) => {
    // It says itself what there is to say.
    if (wishes.openLink(link)) return null;
    switch (linkKind(link)) {
      case 'show':
        return null;
      case 'other':
        return 'bad';
      case 'invite':
        if (phone.state.getState().me !== null) return 'signed-in';
        return signIn.openInvite(link) ? null : 'bad';
    }
  };
  /** Main brings the window up for every link. What there is to say of it waits in the lists: a call stays in front. */
  const openLink = (link: string) => {
    const linkNotice = noticeOf(link);
    const inCall = phone.state.getState().activeCallId !== null;
    const says = linkNotice !== null || wishes.getState().offer !== null;
    navigation.setState(says ? { linkNotice, front: inCall ? 'stage' : 'pane' } : { linkNotice });
  };

  const app: App = {
    phone: gated(phone.state, visibility),
    actions: boundActions(phone),
    group,
    missedCalls: { ...missedCalls, ...gated(missedCalls, visibility) },
    navigation: { ...navigation, ...gated(navigation, visibility) },
    preferences: gated(preferences, visibility),
    changeSettings: (change) => void preferences.change(change),
    refreshInfo: () => void preferences.refreshInfo(),
    signIn: { ...signIn, ...gated(signIn, visibility) },
    wishes: { ...wishes, ...gated(wishes, visibility) },
    visibility,
    clock,
  };
  return { app, preferences, signIn, navigation, wishes, openLink };
}

/** The keys of a call; returns its own stop. */
export function listenToKeys(target: Window, phone: Softphone, navigation: NavigationStore): () => void {
  return attachKeyboard(target, {
    call: () => activeCall(phone.state.getState())?.snapshot ?? null,
    setMuted: (muted) => phone.setMuted(muted),
    setCamera: (on) => phone.setCamera(on),
    hangUp: () => phone.hangUp(),
    decline: () => phone.decline(),
    leave: () => {
      navigation.setState({ front: 'pane' });
      // In a narrow window the list is shown by the next frame.
      target.requestAnimationFrame(() => target.document.querySelector<HTMLElement>('[data-search]')?.focus());
    },
  });
}

export function Root({ app }: { app: App }) {
  return (
    <AppProvider value={app}>
      <Shell />
    </AppProvider>
  );
}
