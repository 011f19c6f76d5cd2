/** Where in the window the user is. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Pane = 'people' | 'settings';

export type Navigation = {
  pane: Pane;
  /** What a narrow window shows; a wide one shows both. */
  front: 'pane' | 'stage';
  query: string;
  /** Whom the stage shows while there is no call. */
  personId: string | null;
  /** About a link that was opened and did nothing. */
  linkNotice: 'bad' | 'signed-in' | null;
  /** The notices of main have been read. */
  noticesRead: boolean;
};

export type NavigationStore = StoreApi<Navigation>;

export function createNavigation(): NavigationStore {
  return createStore<Navigation>(() => ({
    pane: 'people',
    front: 'pane',
    query: '',
    personId: null,
    linkNotice: null,
    noticesRead: false,
  }));
}
