import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { words } from '../../shared/words.ts';
import { keysOf } from '../state/accelerator.ts';
import styles from './call-control.module.css';

type CallControlProps = Omit<ComponentProps<'button'>, 'className' | 'children'> & {
  icon: LucideIcon;
  label: string;
  tone?: 'plain' | 'on' | 'accept' | 'danger';
  /** The key that does the same. */
  shortcut?: string;
};

/** A round button of the call with its word below. */
export function CallControl({ icon: Icon, label, tone = 'plain', shortcut, ...rest }: CallControlProps) {
  return (
    <button
      type="button"
      // A click leaves the focus where it is, so that Space still means push to talk afterwards.
      onMouseDown={(event) => event.preventDefault()}
      aria-keyshortcuts={shortcut}
      title={shortcut === undefined ? undefined : words.call.shortcut(label, keysOf(shortcut, 'other').join('+'))}
      {...rest}
      className={styles.control}
      data-tone={tone}
    >
      <span className={styles.disc}>
        <Icon size={20} aria-hidden="true" className={styles.icon} />
      </span>
      <span className={styles.label}>{label}</span>
    </button>
  );
}
