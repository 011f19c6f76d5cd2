/** Which tiles a call has, in which order, and which of them is shown large. */
import type { InvitationView, ParticipantView } from '../../call/active-call.ts';
import type { TilesToPlace } from './stage-layout.ts';

/** How the user wants to see a group. `speaker`: whoever speaks is shown large. */
export type StageMode = 'grid' | 'speaker';

export type Tile =
  | { readonly kind: 'participant'; readonly id: string; readonly participantId: string }
  | { readonly kind: 'screen'; readonly id: string; readonly participantId: string }
  | { readonly kind: 'invitation'; readonly id: string; readonly invitationId: string };

export type Tiles = { readonly tiles: readonly Tile[]; readonly large: string | null };

type Who = Pick<ParticipantView, 'participantId' | 'me'> & {
  readonly person: { readonly id: string };
  readonly screen: unknown;
};
type Invited = Pick<InvitationView, 'invitationId' | 'outcome'> & { readonly person: { readonly id: string } };

/**
 * Oneself first, in a place that never changes; then the others as they are given, which is the order of who spoke; last
 * those who have been rung. A screen that somebody else shares is shown large.
 * @param floor who spoke last for more than a word
 */
export function tilesOf(
  participants: readonly Who[],
  invitations: readonly Invited[],
  mode: StageMode,
  floor: string | null = null,
): Tiles {
  const others = participants.filter(({ me }) => !me);
  const screens = others.filter(({ screen }) => screen !== null).map(screenTile);
  const tiles = [
    ...screens,
    ...[...participants.filter(({ me }) => me), ...others].map(participantTile),
    ...openInvitations(participants, invitations).map(invitationTile),
  ];
  const speaker = others.find(({ participantId }) => participantId === floor) ?? others[0];
  const speakerTile = mode === 'speaker' && speaker !== undefined ? participantTile(speaker) : undefined;
  return { tiles, large: (screens[0] ?? speakerTile)?.id ?? null };
}

/** Of those who were rung, those who are not there: still ringing, or not reached. */
export function openInvitations<T extends Invited>(
  participants: readonly Pick<Who, 'person'>[],
  invitations: readonly T[],
): T[] {
  const here = new Set(participants.map(({ person }) => person.id));
  const latest = new Map(invitations.map((invitation) => [invitation.person.id, invitation]));
  return [...latest.values()].filter(
    ({ person, outcome }) => !here.has(person.id) && outcome !== 'accepted' && outcome !== 'withdrawn',
  );
}

export const toPlace = ({ tiles, large }: Tiles): TilesToPlace => ({ ids: tiles.map(({ id }) => id), large });

const participantTile = ({ participantId }: Who): Tile => ({ kind: 'participant', id: participantId, participantId });
const screenTile = ({ participantId }: Who): Tile => ({ kind: 'screen', id: `screen:${participantId}`, participantId });
const invitationTile = ({ invitationId }: Invited): Tile => ({
  kind: 'invitation',
  id: `invitation:${invitationId}`,
  invitationId,
});

/** The same tiles in the same order. */
export const sameTiles = (a: Tiles, b: Tiles): boolean =>
  a.large === b.large && a.tiles.length === b.tiles.length && a.tiles.every(({ id }, n) => id === b.tiles[n]?.id);
