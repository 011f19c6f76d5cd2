import type { ReactNode } from 'react';
import styles from './stage.module.css';

/**
 * The layout of everything about one person or call: a head, a middle that takes what is left, a row of controls. It stays
 * the same from ringing to the end, so that nothing jumps.
 */
export function StageLayout({
  heading,
  label,
  line,
  children,
  notices,
  hint,
  controls,
  extras,
  fills = false,
}: {
  heading: ReactNode;
  /** What the heading is called where it says more than is shown. */
  label?: string;
  line?: ReactNode;
  children?: ReactNode;
  notices?: ReactNode;
  hint?: ReactNode;
  controls?: ReactNode;
  /** Beside the controls where there is room, else at the end of the head. */
  extras?: ReactNode;
  /** The children take all of the middle. */
  fills?: boolean;
}) {
  const hasExtras = extras !== undefined && extras !== null;
  return (
    <div className={styles.stage} data-extras={hasExtras || undefined} data-fills={fills || undefined}>
      <header className={styles.header}>
        <h1 className={styles.heading} aria-label={label}>
          {heading}
        </h1>
        <div className={styles.line}>{line}</div>
      </header>
      <div className={styles.middle}>
        {children}
        <div className={styles.notices}>{notices}</div>
      </div>
      <footer className={styles.footer}>
        <div className={styles.hint}>{hint}</div>
        {controls}
      </footer>
      {hasExtras && <div className={styles.extras}>{extras}</div>}
    </div>
  );
}

/** `apart`: at the two ends of the row of a call, out of each other's way. */
export function Controls({ label, apart = false, children }: { label: string; apart?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a part of a form
    <div role="group" aria-label={label} className={styles.controls} data-apart={apart || undefined}>
      {children}
    </div>
  );
}
