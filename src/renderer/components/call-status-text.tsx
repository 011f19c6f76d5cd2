import { LoaderCircle } from 'lucide-react';
import type { CallSnapshot } from '../../shared/call.ts';
import { statusOf } from '../../shared/call-status.ts';
import { words } from '../../shared/words.ts';
import styles from './call-status-text.module.css';

/**
 * How the call is: with something that turns while one has to wait, and in the colour of a warning when it is lost.
 * @param trouble whose it is, where there is room to say so
 */
export function CallStatusText({ call, trouble = null }: { call: CallSnapshot; trouble?: string | null }) {
  const status = statusOf(call);
  const waiting = status === 'connecting' || status === 'reconnecting';
  return (
    <span role="status" className={styles.status} data-status={status}>
      {waiting && <LoaderCircle size={14} aria-hidden="true" className={styles.spinner} />}
      <span>{words.status[status]}</span>
      {trouble !== null && <span className={styles.trouble}>{trouble}</span>}
    </span>
  );
}
