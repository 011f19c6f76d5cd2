/** What a person has of several calls: the one that is shown where there is room for one, and what waits beside it. */
import { activeCall, type CallSnapshot, type CallsSnapshot } from './call.ts';
import { isAnswered } from './call-status.ts';

const ringsHere = ({ phase }: CallSnapshot): boolean => phase === 'ringing-in';

/** The active one. Without one what rings, else the first: no call goes on without being seen. */
export function foremostCall(calls: CallsSnapshot): CallSnapshot | null {
  return activeCall(calls) ?? calls.calls.find(ringsHere) ?? calls.calls[0] ?? null;
}

export function callsBeside(calls: CallsSnapshot): readonly CallSnapshot[] {
  const foremost = foremostCall(calls);
  return calls.calls.filter((call) => call !== foremost);
}

/** The call that rings in while another one goes on. */
export const secondRing = (calls: CallsSnapshot): CallSnapshot | null => callsBeside(calls).find(ringsHere) ?? null;

/** How many others wait until they are turned to. */
export const heldBeside = (calls: CallsSnapshot): number => callsBeside(calls).filter(isAnswered).length;
