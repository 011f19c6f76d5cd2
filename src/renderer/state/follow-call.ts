/** What the window turns to when a call begins or is over. */
import type { PhoneState } from '../phone/phone-state.ts';
import type { ReadonlyStore, Visibility } from './gate.ts';
import type { NavigationStore } from './navigation.ts';

/**
 * A narrow window shows the call when one begins and when the window comes back during one, where it was asked for when it
 * could not be made, and the lists when all of it is done.
 */
export function followCall(
  phone: ReadonlyStore<PhoneState>,
  navigation: NavigationStore,
  visibility: Visibility,
): () => void {
  const unsubscribe = phone.subscribe((state, previous) => {
    const begun = state.activeCallId !== null && state.activeCallId !== previous.activeCallId;
    const refused = state.callProblem !== null && state.callProblem !== previous.callProblem;
    const over = isIdle(state) && !isIdle(previous);
    if (begun) navigation.setState({ front: 'stage' });
    else if (refused) navigation.setState(({ calledFrom }) => ({ front: calledFrom }));
    else if (over) navigation.setState({ front: 'pane' });
  });
  const unwatch = visibility.subscribe((visible) => {
    if (visible && phone.getState().activeCallId !== null) navigation.setState({ front: 'stage' });
  });
  return () => {
    unsubscribe();
    unwatch();
  };
}

const isIdle = ({ activeCallId, ended }: PhoneState) => activeCallId === null && ended === null;
