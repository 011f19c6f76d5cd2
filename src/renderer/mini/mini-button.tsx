import type { LucideIcon } from 'lucide-react';
import styles from './mini-button.module.css';

type MiniButtonProps = {
  icon: LucideIcon;
  tone: 'plain' | 'on' | 'accept' | 'danger';
  onClick: () => void;
} & ({ children: string } | { label: string });

/** A wide button with its word, or, with a `label` alone, a square one. */
export function MiniButton({ icon: Icon, tone, onClick, ...rest }: MiniButtonProps) {
  const label = 'label' in rest ? rest.label : undefined;
  return (
    <button
      type="button"
      className={styles.button}
      data-tone={tone}
      data-square={label === undefined ? undefined : true}
      aria-label={label}
      title={label}
      onClick={onClick}
      // Two quick presses of a button are not a wish to return.
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon size={18} aria-hidden="true" />
      {'children' in rest && <span>{rest.children}</span>}
    </button>
  );
}
