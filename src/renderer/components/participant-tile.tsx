import { AudioLines, Hand, LoaderCircle, type LucideIcon, MicOff, Pause } from 'lucide-react';
import { type CSSProperties, memo, type RefObject } from 'react';
import { words } from '../../shared/words.ts';
import type { ParticipantView } from '../call/active-call.ts';
import { Avatar, hueOf } from './avatar.tsx';
import styles from './participant-tile.module.css';
import { VideoTile } from './video-tile.tsx';

type ParticipantTileProps = {
  participant: ParticipantView;
  /** In the queue of raised hands, from 1; `null` without a raised hand. */
  handPlace: number | null;
  /** Is told `--level`, 0 to 1: how loud they are. */
  tile?: RefObject<HTMLDivElement | null>;
};

/** Somebody in a group: who, and how they are, by picture and by word. */
export const ParticipantTile = memo(function ParticipantTile({ participant, handPlace, tile }: ParticipantTileProps) {
  const { person, me, muted, held, connection, speaking, video } = participant;
  const away = connection === 'lost' || held;
  return (
    <div
      ref={tile}
      className={styles.tile}
      style={{ '--hue': `var(--hue-${hueOf(person.id)})` } as CSSProperties}
      data-speaking={(speaking && !away) || undefined}
      data-away={away || undefined}
      data-video={video !== null || undefined}
    >
      <div className={styles.face}>
        {video === null ? (
          <span className={styles.voice}>
            <Avatar id={person.id} name={person.name} size="tile" />
          </span>
        ) : (
          <VideoTile stream={video} label={me ? words.call.ownVideo : words.call.peerVideo(person.name)} own={me} />
        )}
      </div>
      {handPlace !== null && (
        <span className={styles.hand}>
          <Hand size={14} aria-hidden="true" />
          <span aria-hidden="true">{handPlace}</span>
          <span className="visually-hidden">{words.group.handRaised(handPlace)}</span>
        </span>
      )}
      {connection === 'lost' ? (
        <State icon={LoaderCircle} word={words.status.reconnecting} turns />
      ) : (
        held && <State icon={Pause} word={words.status['on-hold']} />
      )}
      <span className={styles.label}>
        {muted ? (
          <Mark icon={MicOff} word={words.group.muted} />
        ) : (
          speaking && !away && <Mark icon={AudioLines} word={words.group.speaking} />
        )}
        <bdi className={styles.name}>{me ? words.group.you : person.name}</bdi>
      </span>
    </div>
  );
});

function Mark({ icon: Icon, word }: { icon: LucideIcon; word: string }) {
  return (
    <>
      <Icon size={14} aria-hidden="true" className={styles.mark} />
      <span className="visually-hidden">{word}</span>
    </>
  );
}

function State({ icon: Icon, word, turns = false }: { icon: LucideIcon; word: string; turns?: boolean }) {
  return (
    <span className={styles.state}>
      <Icon size={14} aria-hidden="true" className={styles.stateIcon} data-turns={turns || undefined} />
      {word}
    </span>
  );
}
