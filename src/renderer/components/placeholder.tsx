import type { ComponentType, ReactNode } from 'react';
import styles from './placeholder.module.css';

type PlaceholderProps = {
  icon: ComponentType<{ size: number; strokeWidth: number; 'aria-hidden': 'true'; className: string | undefined }>;
  heading: 'h1' | 'h2';
  title: string;
  children?: ReactNode;
};

/** What stands where there is nothing to show yet: what is missing, and below it what to do about it. */
export function Placeholder({ icon: Icon, heading: Heading, title, children }: PlaceholderProps) {
  return (
    <div className={styles.placeholder}>
      <Icon size={40} strokeWidth={1.5} aria-hidden="true" className={styles.icon} />
      <Heading className={styles.title}>{title}</Heading>
      {children}
    </div>
  );
}
