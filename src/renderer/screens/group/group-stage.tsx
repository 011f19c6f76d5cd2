import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type CSSProperties, memo, useMemo, useRef, useState } from 'react';
import { words } from '../../../shared/words.ts';
import type { InvitationView } from '../../call/active-call.ts';
import { IconButton } from '../../components/button.tsx';
import { InvitationTile } from '../../components/invitation-tile.tsx';
import { ParticipantTile } from '../../components/participant-tile.tsx';
import { useSize } from '../../components/use-size.ts';
import { VideoTile } from '../../components/video-tile.tsx';
import { useCall, useParticipant, useParticipantLevel } from '../../state/call-context.tsx';
import { handPlace } from '../../state/hand-queue.ts';
import { layStageWithPager, type PlacedTile, type StageLayout } from '../../ui/layouts/stage-layout.ts';
import { type StageMode, sameTiles, type Tile, tilesOf, toPlace } from '../../ui/layouts/tiles.ts';
import styles from './group-stage.module.css';

/** px, as in the style sheet. */
const pagerHeight = 40;

export type GroupStageProps = {
  mode: StageMode;
  onWithdraw?: ((invitation: InvitationView) => void) | undefined;
  onRingAgain?: ((invitation: InvitationView) => void) | undefined;
};

/** Everybody in the call, each in a tile. Who they are changes it; how they are changes their own tile alone. */
export function GroupStage({ mode, ...onInvitation }: GroupStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const [page, setPage] = useState(0);
  const tiles = useCall(
    ({ participants, invitations, floor }) => tilesOf(participants, invitations, mode, floor),
    sameTiles,
  );
  const layout = useMemo(
    () => (size === null ? null : layStageWithPager(toPlace(tiles), size, page, pagerHeight)),
    [tiles, size, page],
  );
  const byId = useMemo(() => new Map(tiles.tiles.map((tile) => [tile.id, tile])), [tiles]);
  return (
    <div ref={stage} className={styles.stage}>
      <ul className={styles.tiles} aria-label={words.group.stage}>
        {layout?.tiles.map(({ id, box, as }) => {
          const tile = byId.get(id);
          return tile && <Place key={id} {...box} as={as} tile={tile} {...onInvitation} />;
        })}
      </ul>
      {layout !== null && layout.pages > 1 && <Pager {...layout} onPage={setPage} />}
    </div>
  );
}

type PlaceProps = PlacedTile['box'] &
  Pick<PlacedTile, 'as'> & { tile: Tile } & Pick<GroupStageProps, 'onWithdraw' | 'onRingAgain'>;

const Place = memo(function Place({ x, y, width, height, as, tile, onWithdraw, onRingAgain }: PlaceProps) {
  const style: CSSProperties = { width, height, transform: `translate(${x}px, ${y}px)` };
  return (
    <li className={styles.place} style={style} data-as={as} data-tile={tile.kind}>
      {tile.kind === 'participant' && <LiveTile participantId={tile.participantId} />}
      {tile.kind === 'screen' && <ScreenTile participantId={tile.participantId} />}
      {tile.kind === 'invitation' && (
        <LiveInvitation invitationId={tile.invitationId} onWithdraw={onWithdraw} onRingAgain={onRingAgain} />
      )}
    </li>
  );
});

function LiveTile({ participantId }: { participantId: string }) {
  const tile = useRef<HTMLDivElement>(null);
  const participant = useParticipant(participantId);
  const place = useCall(({ participants }) => handPlace(participants, participantId));
  useParticipantLevel(participantId, tile);
  return participant && <ParticipantTile tile={tile} participant={participant} handPlace={place} />;
}

function ScreenTile({ participantId }: { participantId: string }) {
  const participant = useParticipant(participantId);
  if (participant === null || participant.screen === null) return null;
  const label = words.group.screenOf(participant.person.name);
  return (
    <div className={styles.screen}>
      <VideoTile stream={participant.screen} label={label} whole />
      <span className={styles.screenLabel}>{label}</span>
    </div>
  );
}

function LiveInvitation({
  invitationId,
  ...on
}: { invitationId: string } & Pick<GroupStageProps, 'onWithdraw' | 'onRingAgain'>) {
  const invitation = useCall(
    ({ invitations }) => invitations.find((each) => each.invitationId === invitationId) ?? null,
    (a, b) => a?.outcome === b?.outcome && a?.person.id === b?.person.id && a?.person.name === b?.person.name,
  );
  return invitation && <InvitationTile invitation={invitation} {...on} />;
}

function Pager({ page, pages, onPage }: Pick<StageLayout, 'page' | 'pages'> & { onPage: (page: number) => void }) {
  return (
    <div className={styles.pager}>
      <IconButton
        label={words.group.previousPage}
        unavailable={page === 0 ? words.group.firstPage : undefined}
        onClick={() => onPage(page - 1)}
      >
        <ChevronLeft size={20} aria-hidden="true" />
      </IconButton>
      <span className={styles.page} aria-live="polite">
        {words.group.page(page + 1, pages)}
      </span>
      <IconButton
        label={words.group.nextPage}
        unavailable={page === pages - 1 ? words.group.lastPage : undefined}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight size={20} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
