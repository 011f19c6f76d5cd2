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
  /** Notices of main that have been put away. */
  noticesRead: readonly string[];
  /** Where the last call was asked for: there it is said why it could not be made. */
  calledFrom: 'pane' | 'stage';
};

export type NavigationStore = StoreApi<Navigation>;

export function createNavigation(): NavigationStore {
  return createStore<Navigation>(() => ({
    pane: 'people',
    front: 'pane',
    query: '',
    personId: null,
    linkNotice: null,
    noticesRead: [],
    calledFrom: 'pane',
  }));
}
