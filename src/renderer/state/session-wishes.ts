/** Joining by a link and starting by the command line: what was asked for, until it can be done. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isSameServer, parseSessionLink, type SessionLink } from '../../shared/session-link.ts';
import type { SessionSettings } from '../../shared/session-settings.ts';
import type { SessionWish } from '../../shared/session-wish.ts';
import type { PhoneState } from '../phone/phone-state.ts';
import type { ReadonlyStore } from './gate.ts';

/** What is asked of the softphone in the end. */
export type SessionActions = {
  start(wish: { people: readonly string[]; title: string | null }, settings: SessionSettings): void;
  join(link: { sessionId: string; token: string }, settings: SessionSettings): void;
};

/** A link that waits for a yes, or for being signed in to its server. */
export type SessionOffer = {
  link: SessionLink;
  /** Why it cannot be joined by now. */
  hindrance: 'signed-out' | 'other-server' | null;
};

type State = { offer: SessionOffer | null };

export type SessionWishes = StoreApi<State> & {
  /** Typed at a terminal: done as soon as one is signed in. */
  take(wish: SessionWish): void;
  /**
   * Opened or pasted. Whoever made the link may be anybody, and joining turns the microphone on: it is asked first.
   * @returns `false` when it is no link of a session
   */
  openLink(text: string): boolean;
  /** Yes. */
  accept(): void;
  dismiss(): void;
};

/** @param server the call server that one is signed in to, or tries to */
export function createSessionWishes(
  phone: { readonly state: ReadonlyStore<PhoneState>; readonly actions: SessionActions },
  server: () => string,
): SessionWishes {
  const store = createStore<State>(() => ({ offer: null }));
  /** Waits for being signed in; the last one counts. */
  let wanted: SessionWish | null = null;

  const isOnline = () => phone.state.getState().connection.status === 'online';
  const hindranceOf = (link: SessionLink): SessionOffer['hindrance'] => {
    if (phone.state.getState().connection.status === 'signed-out') return 'signed-out';
    return isSameServer(link.server, server()) ? null : 'other-server';
  };
  const offer = (link: SessionLink) => store.setState({ offer: { link, hindrance: hindranceOf(link) } });

  const carryOut = () => {
    if (wanted === null || !isOnline()) return;
    const wish = wanted;
    if (wish.kind === 'call') {
      wanted = null;
      const { people, settings } = wish;
      phone.actions.start({ people, title: settings.title }, settings);
    } else if (hindranceOf(wish.link) === null) {
      wanted = null;
      store.setState({ offer: null });
      phone.actions.join(wish.link, wish.link.settings);
    } else offer(wish.link);
  };

  phone.state.subscribe(({ connection }, before) => {
    if (connection.status === before.connection.status) return;
    const open = store.getState().offer;
    if (open !== null) offer(open.link);
    carryOut();
  });

  return {
    ...store,
    take(wish) {
      wanted = wish;
      if (wish.kind === 'join' && hindranceOf(wish.link) !== null) offer(wish.link);
      carryOut();
    },
    openLink(text) {
      const link = parseSessionLink(text);
      if (link === null) return false;
      wanted = null;
      offer(link);
      return true;
    },
    accept() {
      const { offer: open } = store.getState();
      if (open === null || open.hindrance !== null) return;
      wanted = { kind: 'join', link: open.link };
      carryOut();
    },
    dismiss() {
      wanted = null;
      store.setState({ offer: null });
    },
  };
}
