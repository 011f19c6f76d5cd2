import type { ComponentProps } from 'react';
import styles from './button.module.css';

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  look?: 'primary' | 'plain' | 'quiet';
  wide?: boolean;
};

export function Button({ look = 'plain', wide = false, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={styles.button} data-look={look} data-wide={wide || undefined} />;
}

/** A button that is only an icon; `label` is its name. */
export function IconButton({ label, ...rest }: Omit<ComponentProps<'button'>, 'className'> & { label: string }) {
  return <button type="button" {...rest} aria-label={label} title={label} className={styles.icon} />;
}
