import { BellRing, RotateCcw, X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { words } from '../../shared/words.ts';
import type { InvitationView } from '../call/active-call.ts';
import { Avatar, hueOf } from './avatar.tsx';
import styles from './invitation-tile.module.css';

type InvitationTileProps = {
  invitation: InvitationView;
  /** Takes back one that rings. */
  onWithdraw: (invitation: InvitationView) => void;
  onRingAgain: (invitation: InvitationView) => void;
};

/** Somebody who was rung and is not there yet, or did not come. */
export function InvitationTile({ invitation, onWithdraw, onRingAgain }: InvitationTileProps) {
  const { person, outcome } = invitation;
  const ringing = outcome === 'ringing';
  return (
    <div
      className={styles.tile}
      style={{ '--hue': `var(--hue-${hueOf(person.id)})` } as CSSProperties}
      data-ringing={ringing || undefined}
    >
      <span className={styles.face}>
        <Avatar id={person.id} name={person.name} size="tile" />
      </span>
      <bdi className={styles.name}>{person.name}</bdi>
      <span className={styles.outcome}>
        {ringing && <BellRing size={12} aria-hidden="true" />}
        {words.group.outcome(outcome)}
      </span>
      {ringing ? (
        <button
          type="button"
          className={styles.action}
          aria-label={words.group.withdrawFrom(person.name)}
          title={words.group.withdrawFrom(person.name)}
          onClick={() => onWithdraw(invitation)}
        >
          <X size={14} aria-hidden="true" />
          <span className={styles.word}>{words.group.withdraw}</span>
        </button>
      ) : (
        <button
          type="button"
          className={styles.action}
          aria-label={words.group.ringAgainTo(person.name)}
          title={words.group.ringAgainTo(person.name)}
          onClick={() => onRingAgain(invitation)}
        >
          <RotateCcw size={14} aria-hidden="true" />
          <span className={styles.word}>{words.group.ringAgain}</span>
        </button>
      )}
    </div>
  );
}
