import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { words } from '../../shared/words.ts';
import { keysOf } from '../state/accelerator.ts';
import styles from './call-control.module.css';
import { unavailableBecause } from './unavailable.ts';

type CallControlProps = Omit<ComponentProps<'button'>, 'className' | 'children' | 'disabled'> & {
  icon: LucideIcon;
  label: string;
  tone?: 'plain' | 'on' | 'muted' | 'accept' | 'danger';
  /** What it is for, where its label follows a state: pressed twice it is still the same control. */
  control?: string;
  /** The key that does the same. */
  shortcut?: string;
  /** Why it cannot be used now. */
  unavailable?: string | undefined;
};

/** A round button of the call with its word below. */
export function CallControl({
  icon: Icon,
  label,
  tone = 'plain',
  control,
  shortcut,
  unavailable,
  ...rest
}: CallControlProps) {
  return (
    <button
      type="button"
      // A click leaves the focus where it is, so that Space still means push to talk afterwards.
      onMouseDown={(event) => event.preventDefault()}
      aria-keyshortcuts={shortcut}
      title={shortcut === undefined ? undefined : words.call.shortcut(label, keysOf(shortcut, 'other').join('+'))}
      {...rest}
      {...unavailableBecause(unavailable)}
      className={styles.control}
      data-tone={tone}
      data-control={control}
    >
      <span className={styles.disc}>
        <Icon size={20} aria-hidden="true" className={styles.icon} />
      </span>
      <span className={styles.label}>{label}</span>
    </button>
  );
}
