import type { StoreApi } from 'zustand/vanilla';
import type { PhoneActions, PhoneState } from './call/phone-state.ts';
import { Shell } from './screens/shell.tsx';
import { type App, AppProvider } from './state/app-context.tsx';
import { boundActions } from './state/bound-actions.ts';
import type { Desktop } from './state/desktop.ts';
import { followDeviceChoice } from './state/device-choice.ts';
import { followCall } from './state/follow-call.ts';
import { gated, type Visibility } from './state/gate.ts';
import { attachKeyboard } from './state/keyboard.ts';
import { createNavigation, type NavigationStore } from './state/navigation.ts';
import { createPreferences } from './state/preferences.ts';
import { createSignIn } from './state/sign-in.ts';
import type { TickerClock } from './state/ticker.ts';

export type Softphone = PhoneActions & { readonly state: StoreApi<PhoneState> };

export type AppParts = {
  phone: Softphone;
  desktop: Desktop | null;
  visibility: Visibility;
  clock: TickerClock;
};

/** The stores around a phone and their rules; no React yet, and nothing of the browser. */
export function createApp({ phone, desktop, visibility, clock }: AppParts) {
  const navigation = createNavigation();
  const preferences = createPreferences(desktop);
  const signIn = createSignIn(phone, desktop);
  followCall(phone.state, navigation);
  followDeviceChoice(preferences, phone);

  const openLink = (link: string) => {
    const signedIn = phone.state.getState().me !== null;
    if (signedIn) navigation.setState({ linkNotice: 'signed-in', front: 'pane' });
    else if (!signIn.openInvite(link)) navigation.setState({ linkNotice: 'bad' });
  };

  const app: App = {
    phone: gated(phone.state, visibility),
    actions: boundActions(phone),
    navigation,
    preferences: gated(preferences, visibility),
    changeSettings: (change) => void preferences.change(change),
    signIn,
    visibility,
    clock,
  };
  return { app, preferences, signIn, navigation, openLink };
}

/** The keys of a call; returns its own stop. */
export function listenToKeys(target: Window, phone: Softphone, navigation: NavigationStore): () => void {
  return attachKeyboard(target, {
    call: () => phone.state.getState().call?.snapshot ?? null,
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
