import { BellRing, type LucideIcon, RotateCcw, X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { words } from '../../shared/words.ts';
import type { InvitationView } from '../call/active-call.ts';
import { Avatar, hueOf } from './avatar.tsx';
import styles from './invitation-tile.module.css';

type InvitationTileProps = {
  invitation: InvitationView;
  /** Takes back one that rings. */
  onWithdraw?: ((invitation: InvitationView) => void) | undefined;
  onRingAgain?: ((invitation: InvitationView) => void) | undefined;
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
      {ringing && onWithdraw !== undefined && (
        <Action
          icon={X}
          word={words.group.withdraw}
          label={words.group.withdrawFrom(person.name)}
          onClick={() => onWithdraw(invitation)}
        />
      )}
      {!ringing && onRingAgain !== undefined && (
        <Action
          icon={RotateCcw}
          word={words.group.ringAgain}
          label={words.group.ringAgainTo(person.name)}
          onClick={() => onRingAgain(invitation)}
        />
      )}
    </div>
  );
}

function Action({
  icon: Icon,
  word,
  label,
  onClick,
}: {
  icon: LucideIcon;
  word: string;
  label: string;
  onClick: () => void;
}) {
  return (
    <button type="button" className={styles.action} aria-label={label} title={label} onClick={onClick}>
      <Icon size={14} aria-hidden="true" />
      {word}
    </button>
  );
}
