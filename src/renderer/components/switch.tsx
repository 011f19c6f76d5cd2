import { Switch as Radix } from 'radix-ui';
import styles from './switch.module.css';

export function Switch({
  checked,
  onChange,
  labelledBy,
  describedBy,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  labelledBy: string;
  describedBy: string;
}) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onChange}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className={styles.track}
    >
      <Radix.Thumb className={styles.thumb} />
    </Radix.Root>
  );
}
