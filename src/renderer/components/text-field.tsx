import { Search } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import styles from './text-field.module.css';

type TextFieldProps = Omit<ComponentProps<'input'>, 'className' | 'type' | 'id'> & { label: string };

/** A line to write, with its name above. */
export function TextField({ label, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input id={id} type="text" autoComplete="off" spellCheck={false} {...rest} className={styles.input} />
    </div>
  );
}

/** A line to search with; its name is in it. */
export function SearchField({ label, ...rest }: TextFieldProps) {
  return (
    <div className={styles.search}>
      <Search size={16} aria-hidden="true" className={styles.icon} />
      <input
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        placeholder={label}
        {...rest}
        className={styles.input}
      />
    </div>
  );
}
