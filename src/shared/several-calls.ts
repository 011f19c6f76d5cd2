/** What a person has of several calls: the one that is shown where there is room for one, and what waits beside it. */
import { activeCall, type CallSnapshot, type CallsSnapshot, nextActive } from './call.ts';
import { isAnswered } from './call-status.ts';

const ringsHere = ({ phase }: CallSnapshot): boolean => phase === 'ringing-in';

/** The active one, else the one that would be: no call goes on without being seen. */
export const foremostCall = (calls: CallsSnapshot): CallSnapshot | null => activeCall(calls) ?? nextActive(calls.calls);

export function callsBeside(calls: CallsSnapshot): readonly CallSnapshot[] {
  const foremost = foremostCall(calls);
  return calls.calls.filter((call) => call !== foremost);
}

/** The call that rings in while another one goes on. */
export const secondRing = (calls: CallsSnapshot): CallSnapshot | null => callsBeside(calls).find(ringsHere) ?? null;

/** How many others wait until they are turned to. */
export const heldBeside = (calls: CallsSnapshot): number => callsBeside(calls).filter(isAnswered).length;
