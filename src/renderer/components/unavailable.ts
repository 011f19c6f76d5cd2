/**
 * Of a control that cannot be used now: it stays in its place and within reach, so that everyone can learn why, and its
 * press does nothing. `data-unavailable` is what it looks like, and what outlasts the press guard.
 */
export function unavailableBecause(reason: string | undefined) {
  if (reason === undefined) return {};
  return { 'aria-disabled': true, 'data-unavailable': true, title: reason, onClick: undefined } as const;
}
