import { type LucideIcon, X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { words } from '../../shared/words.ts';
import { IconButton } from './button.tsx';
import styles from './notice.module.css';

/** Something the user should know, with what to do about it. A warning is read out at once. */
export function Notice({
  icon: Icon,
  tone,
  title,
  children,
  action,
  onDismiss,
}: {
  icon: LucideIcon;
  tone: 'warning' | 'calm';
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** Puts this one away, and no other. */
  onDismiss?: () => void;
}) {
  const id = useId();
  return (
    <div role={tone === 'warning' ? 'alert' : 'note'} className={styles.notice} data-tone={tone}>
      <Icon size={18} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>
        <p id={id} className={styles.title}>
          {title}
        </p>
        {children}
        {action !== undefined && <div className={styles.action}>{action}</div>}
      </div>
      {onDismiss !== undefined && (
        <span className={styles.dismiss}>
          <IconButton label={words.controls.dismiss} aria-describedby={id} data-control={id} onClick={onDismiss}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        </span>
      )}
    </div>
  );
}
