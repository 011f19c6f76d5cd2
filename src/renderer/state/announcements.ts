/** What a listener is told of who comes, goes and asks to speak. */
import { words } from '../../shared/words.ts';
import type { ParticipantView } from '../call/active-call.ts';

/** In a larger crowd somebody comes or goes all the time: it would drown who speaks. */
const mostPeople = 8;

export type Present = Pick<ParticipantView, 'participantId' | 'me' | 'hand'> & {
  readonly person: Pick<ParticipantView['person'], 'name'>;
};

export function announcementsBetween(before: readonly Present[], now: readonly Present[]): string[] {
  if (Math.max(before.length, now.length) > mostPeople) return [];
  const was = new Map(before.map((each) => [each.participantId, each]));
  const is = new Map(now.map((each) => [each.participantId, each]));
  const others = ({ me }: Present) => !me;
  return [
    ...now.filter(others).flatMap((each) => changeOf(was.get(each.participantId), each)),
    ...before
      .filter((each) => others(each) && !is.has(each.participantId))
      .map(({ person }) => words.group.left(person.name)),
  ];
}

function changeOf(was: Present | undefined, { person, hand }: Present): string[] {
  if (was === undefined) return [words.group.joined(person.name)];
  if ((was.hand === null) === (hand === null)) return [];
  return [hand === null ? words.group.lowered(person.name) : words.group.raised(person.name)];
}

/** Nobody came, went, or moved a hand. */
export const samePresence = (a: readonly Present[], b: readonly Present[]): boolean =>
  a.length === b.length &&
  a.every((each, n) => each.participantId === b[n]?.participantId && (each.hand === null) === (b[n]?.hand === null));
