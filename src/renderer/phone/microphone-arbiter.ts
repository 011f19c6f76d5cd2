/** Who wants to be heard, and who is the active call. */
export type Claims<Call> = {
  readonly active: Call | null;
  /** Calls in which this person speaks: neither muted nor held, with a microphone that is open. */
  readonly speaking: ReadonlySet<Call>;
};

/**
 * The one call that hears the microphone, if any does: the active one, while it wants to. That two hear it is not
 * a state that there is.
 */
export function hearingCall<Call>({ active, speaking }: Claims<Call>): Call | null {
  return active !== null && speaking.has(active) ? active : null;
}
