import { type ReactNode, useRef } from 'react';
import { useLevel } from './use-level.ts';
import styles from './voice.module.css';

/** A ring around whoever is heard, that grows with the voice. */
export function Voice({ children }: { children: ReactNode }) {
  const ring = useRef<HTMLDivElement>(null);
  useLevel('speaker', ring);
  return (
    <div ref={ring} className={styles.voice}>
      {children}
    </div>
  );
}
