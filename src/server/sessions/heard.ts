/**
 * Whose voice reaches the others. Few microphones are all heard; of many those who spoke last, so that a listener is sent
 * no more voices than anybody can follow and a server no more than it can carry.
 */

/** A participant as far as it matters for being heard. Times are ms since the epoch, `null` for never. */
export type Voice = {
  participantId: string;
  muted: boolean;
  /** When it was muted, while it is. */
  mutedAt: number | null;
  /** When it was last known to speak; to unmute is to be about to. */
  spokeAt: number | null;
  /** When it began to speak that last time. */
  beganAt: number | null;
};

export type HeardRules = {
  /** Up to so many microphones that are on are all heard, and up to so many participants receive the muted ones too. */
  all: number;
  /** Of more microphones so many are heard. */
  latest: number;
};

/**
 * 16: more open microphones are no conversation, and so many voices cost a listener some 600 kbit/s, which every network
 * that carries a video has. Up to 16 participants a muted one costs the others a receiver that nothing comes through, and
 * is heard one round trip after unmuting, as in a call of two; beyond that it costs nothing. 8: nobody follows more at
 * once, and whoever begins to speak is one of them.
 */
export const defaultHeardRules: HeardRules = { all: 16, latest: 8 };

/**
 * How long the others keep what they receive of somebody who has muted, ms: a cough or push-to-talk does not have a
 * hundred devices negotiate each time.
 */
export const keptAfterMuteMs = 10_000;

/**
 * Of so many times `all` the others keep what they receive, heard or not: up to 32 open microphones somebody who begins to speak is
 * let through by the server alone; among more, everybody has to make ready to receive that voice first.
 */
const keptPerHeard = 2;

export type Heard = {
  /** Whose voice goes out now, unless muted. */
  heard: ReadonlySet<string>;
  /** To whom the others are subscribed; who is among them and not heard can be heard without the listener's doing. */
  subscribed: ReadonlySet<string>;
  /** Not everybody whose microphone is on is heard: it matters who begins to speak. */
  chosen: boolean;
  /** When time alone changes this, ms since the epoch. */
  nextLookAt: number | null;
};

/** @param voices all participants, in an order that lasts */
export function whoIsHeard(voices: readonly Voice[], now: number, rules: HeardRules): Heard {
  if (voices.length <= rules.all) {
    const everybody = new Set(voices.map(({ participantId }) => participantId));
    return { heard: everybody, subscribed: everybody, chosen: false, nextLookAt: null };
  }
  const latestFirst = [...voices].sort(bySpeech);
  const on = latestFirst.filter(({ muted }) => !muted);
  const heard = new Set(on.slice(0, on.length <= rules.all ? rules.all : rules.latest).map(idOf));
  const keptUntil = (voice: Voice): number => (voice.mutedAt ?? Number.NEGATIVE_INFINITY) + keptAfterMuteMs;
  const others = latestFirst.filter((voice) => !heard.has(idOf(voice)) && (!voice.muted || keptUntil(voice) > now));
  const kept = others.slice(0, Math.max(0, keptPerHeard * rules.all - heard.size));
  const ends = kept.filter(({ muted }) => muted).map(keptUntil);
  return {
    heard,
    subscribed: new Set([...heard, ...kept.map(idOf)]),
    chosen: heard.size < on.length,
    nextLookAt: ends.length === 0 ? null : Math.min(...ends),
  };
}

const idOf = ({ participantId }: Voice): string => participantId;

/** Who spoke last comes first; of those who speak at once who began last, so that whoever begins is heard. */
function bySpeech(a: Voice, b: Voice): number {
  return later(a.spokeAt, b.spokeAt) || later(a.beganAt, b.beganAt);
}

function later(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return (b ?? Number.NEGATIVE_INFINITY) > (a ?? Number.NEGATIVE_INFINITY) ? 1 : -1;
}
