/** Alone in a session: after a while somebody is asked whether to stay, and out without an answer. */

/** How long the question waits for its answer, ms. */
export const stayAnswerMs = 60_000;

/** Times in ms since the epoch. */
export type Alone = {
  /** Since when nobody else is there; `null` while somebody is. */
  since: number | null;
  /** When staying was chosen last. */
  stayedAt: number | null;
  /** Since when the question is there; `null` while it is not. */
  askedAt: number | null;
};

export type AloneStep =
  /** Nothing to do, and no question to show. */
  | { do: 'nothing' }
  /** Look again at that time. */
  | { do: 'wait'; until: number }
  /** The question is to be there until that time. */
  | { do: 'ask'; until: number }
  /** Leave, with `timed-out`. */
  | { do: 'end' };

/**
 * @param idleTimeoutMs how long one may be alone before the question, ms; `null` for ever
 * @param now ms since the epoch. However late that is, as after a machine has slept: nobody is out without having been asked.
 */
export function aloneStep({ since, stayedAt, askedAt }: Alone, idleTimeoutMs: number | null, now: number): AloneStep {
  if (since === null || idleTimeoutMs === null) return { do: 'nothing' };
  const from = Math.max(since, stayedAt ?? since);
  const asked = askedAt !== null && askedAt >= from ? askedAt : null;
  if (asked !== null) {
    const until = asked + stayAnswerMs;
    return now < until ? { do: 'ask', until } : { do: 'end' };
  }
  const due = from + idleTimeoutMs;
  return now < due ? { do: 'wait', until: due } : { do: 'ask', until: now + stayAnswerMs };
}
