/** What the screens are given: the stores behind the gate, and what they may ask for. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '../../shared/ipc.ts';
import type { MissedPerson } from '../../shared/missed-calls.ts';
import type { GroupActions } from '../phone/group-actions.ts';
import type { PhoneActions, PhoneState } from '../phone/phone-state.ts';
import type { ReadonlyStore, Visibility } from './gate.ts';
import type { MissedCallsStore } from './missed-calls.ts';
import type { Navigation, NavigationStore } from './navigation.ts';
import type { Preferences } from './preferences.ts';
import type { SessionOffer, SessionWishes } from './session-wishes.ts';
import type { SignIn, SignInState } from './sign-in.ts';
import type { TickerClock } from './ticker.ts';

export type App = {
  readonly phone: ReadonlyStore<PhoneState>;
  readonly actions: PhoneActions;
  /** `null` where there are no calls of many: then nothing of them is offered. */
  readonly group: GroupActions | null;
  readonly missedCalls: MissedCallsStore;
  readonly navigation: NavigationStore;
  readonly preferences: ReadonlyStore<Preferences>;
  readonly changeSettings: (change: Partial<Settings>) => void;
  readonly refreshInfo: () => void;
  readonly signIn: SignIn;
  readonly wishes: SessionWishes;
  readonly visibility: Visibility;
  readonly clock: TickerClock;
};

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('A screen is used outside of AppProvider: wrap it in one.');
  return app;
}

export function usePhone<T>(select: (state: PhoneState) => T): T {
  return useStore(useApp().phone, select);
}

export function useMissedCalls<T>(select: (people: readonly MissedPerson[]) => T): T {
  return useStore(useApp().missedCalls, select);
}

export function useNavigation<T>(select: (state: Navigation) => T): T {
  return useStore(useApp().navigation, select);
}

export function usePreferences<T>(select: (state: Preferences) => T): T {
  return useStore(useApp().preferences, select);
}

export function useSignIn<T>(select: (state: SignInState) => T): T {
  return useStore(useApp().signIn, select);
}

/** A link to a session that was opened and waits. */
export function useSessionOffer(): SessionOffer | null {
  return useStore(useApp().wishes, ({ offer }) => offer);
}
