import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './side-control.module.css';

type SideControlProps = Omit<ComponentProps<'button'>, 'className' | 'children'> & {
  icon: LucideIcon;
  label: string;
  control: string;
  /** A number that belongs to it. */
  count?: number;
  on?: boolean;
};

/** A control beside the row of a call, for what is not needed all the time. */
export function SideControl({ icon: Icon, label, control, count, on = false, ...rest }: SideControlProps) {
  return (
    <button
      type="button"
      // A click leaves the focus where it is, so that Space still means push to talk afterwards.
      onMouseDown={(event) => event.preventDefault()}
      aria-label={count === undefined ? label : undefined}
      title={label}
      {...rest}
      data-control={control}
      data-on={on || undefined}
      className={styles.control}
    >
      <Icon size={20} aria-hidden="true" />
      {count !== undefined && (
        <>
          <span className="visually-hidden">{label}</span>
          <span className={styles.count}>{count}</span>
        </>
      )}
    </button>
  );
}
