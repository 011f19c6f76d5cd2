import type { ComponentProps } from 'react';
import styles from './button.module.css';
import { unavailableBecause } from './unavailable.ts';

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  look?: 'primary' | 'plain' | 'quiet' | 'accept' | 'danger';
  wide?: boolean;
};

export function Button({ look = 'plain', wide = false, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={styles.button} data-look={look} data-wide={wide || undefined} />;
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'className' | 'disabled'> & {
  label: string;
  /** Why it cannot be used now. */
  unavailable?: string | undefined;
};

/** A button that is only an icon; `label` is its name. */
export function IconButton({ label, unavailable, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      {...unavailableBecause(unavailable)}
      className={styles.icon}
    />
  );
}
