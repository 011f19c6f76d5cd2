import type { LucideIcon } from 'lucide-react';
import { unavailableBecause } from '../components/unavailable.ts';
import styles from './mini-button.module.css';

type MiniButtonProps = {
  icon: LucideIcon;
  label: string;
  tone: 'plain' | 'on' | 'muted' | 'accept' | 'danger';
  /** What it is for, whatever it is called at the moment. */
  control: string;
  /** Only the icon is shown. */
  square?: boolean;
  /** Why it cannot be used now. */
  unavailable?: string | undefined;
  onClick: () => void;
};

export function MiniButton({
  icon: Icon,
  label,
  tone,
  control,
  square = false,
  unavailable,
  onClick,
}: MiniButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      data-tone={tone}
      data-control={control}
      data-square={square || undefined}
      aria-label={square ? label : undefined}
      title={square ? label : undefined}
      onClick={onClick}
      // Two quick presses of a button are not a wish to return.
      onDoubleClick={(event) => event.stopPropagation()}
      {...unavailableBecause(unavailable)}
    >
      <Icon size={18} aria-hidden="true" />
      {!square && <span>{label}</span>}
    </button>
  );
}
