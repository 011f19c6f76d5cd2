/**
 * In which order the tiles of a group are, by who speaks. A tile comes to the front once somebody has spoken for a second and
 * keeps its place there for a minute, so that a conversation moves nothing once its people are in front. Pure.
 */

/** Shorter is a cough or a yes, ms. */
const speechMs = 1_000;
/** Pauses between words do not end a speech, ms; what the server says of levels comes every 300 ms. */
const pauseMs = 600;
/** How long a tile stays in front after its last word, ms. */
const stayMs = 60_000;

/** Times are ms since the epoch. */
type Speech = {
  readonly participantId: string;
  readonly since: number;
  /** When it paused, `null` while something is said. */
  readonly pausedAt: number | null;
};

export type SpeakingOrder = {
  readonly speeches: readonly Speech[];
  /** Who came to the front last is first. */
  readonly front: readonly { readonly participantId: string; readonly spokeAt: number }[];
  /** Who spoke last for a second: keeps the floor until somebody else has. */
  readonly floor: string | null;
};

export const nobodySpoke: SpeakingOrder = { speeches: [], front: [], floor: null };

/** @param speakers who says something now */
export function spoken(order: SpeakingOrder, speakers: readonly string[], now: number): SpeakingOrder {
  const before = settled(order, now);
  const going = before.speeches
    .filter(({ participantId, pausedAt }) => !isOver(pausedAt, now) || speakers.includes(participantId))
    .map(({ participantId, since, pausedAt }): Speech => {
      if (!speakers.includes(participantId)) return { participantId, since, pausedAt: pausedAt ?? now };
      return { participantId, since: isOver(pausedAt, now) ? now : since, pausedAt: null };
    });
  const known = new Set(going.map(({ participantId }) => participantId));
  const begun = speakers
    .filter((participantId) => !known.has(participantId))
    .map((participantId): Speech => ({ participantId, since: now, pausedAt: null }));
  return settled({ ...before, speeches: [...going, ...begun] }, now);
}

/** What time alone has changed. */
export function settled(order: SpeakingOrder, now: number): SpeakingOrder {
  const speaking = order.speeches.filter(({ pausedAt }) => pausedAt === null);
  const heard = new Set(
    speaking.filter(({ since }) => now - since >= speechMs).map(({ participantId }) => participantId),
  );
  const talking = new Set(speaking.map(({ participantId }) => participantId));
  const stays = order.front
    .map((place) => (talking.has(place.participantId) ? { ...place, spokeAt: now } : place))
    .filter(({ spokeAt }) => now - spokeAt < stayMs);
  const inFront = new Set(stays.map(({ participantId }) => participantId));
  const come = [...heard].filter((id) => !inFront.has(id)).map((participantId) => ({ participantId, spokeAt: now }));
  const keepsFloor = order.floor !== null && talking.has(order.floor);
  return {
    speeches: order.speeches.filter(({ pausedAt }) => !isOver(pausedAt, now)),
    front: [...come.reverse(), ...stays],
    floor: keepsFloor ? order.floor : ([...heard].at(-1) ?? order.floor),
  };
}

/** When {@link settled} next makes a difference; `null` for never. */
export function nextChangeAt({ speeches, front, floor }: SpeakingOrder): number | null {
  const inFront = new Set(front.map(({ participantId }) => participantId));
  const speaking = speeches.filter(({ pausedAt }) => pausedAt === null);
  const talking = new Set(speaking.map(({ participantId }) => participantId));
  const floorIsFree = floor === null || !talking.has(floor);
  const times = [
    ...speaking
      .filter(({ participantId }) => !inFront.has(participantId) || (floorIsFree && participantId !== floor))
      .map(({ since }) => since + speechMs),
    ...front.filter(({ participantId }) => !talking.has(participantId)).map(({ spokeAt }) => spokeAt + stayMs),
  ];
  return times.length === 0 ? null : Math.min(...times);
}

/** Who is in front first; all others stay in the order in which they are. */
export function inOrder<T extends { participantId: string }>(
  { front }: SpeakingOrder,
  participants: readonly T[],
): T[] {
  const place = new Map(front.map(({ participantId }, index) => [participantId, index]));
  const placeOf = ({ participantId }: T): number => place.get(participantId) ?? front.length;
  return [...participants].sort((a, b) => placeOf(a) - placeOf(b));
}

const isOver = (pausedAt: number | null, now: number): boolean => pausedAt !== null && now - pausedAt > pauseMs;
