import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './select.module.css';

/** The system's own list of choices behind a field of ours. */
export function Select({ children, ...rest }: Omit<ComponentProps<'select'>, 'className'>) {
  return (
    <span className={styles.field}>
      <select {...rest} className={styles.select}>
        {children}
      </select>
      <ChevronDown size={16} aria-hidden="true" className={styles.mark} />
    </span>
  );
}
