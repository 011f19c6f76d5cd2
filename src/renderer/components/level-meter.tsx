import { useRef } from 'react';
import type { PhoneActions } from '../phone/phone-state.ts';
import styles from './level-meter.module.css';
import { useLevel } from './use-level.ts';

/** The level of a microphone or speaker. */
export function LevelMeter({ of, label }: { of: Parameters<PhoneActions['onLevel']>[0]; label: string }) {
  const meter = useRef<HTMLDivElement>(null);
  useLevel(of, meter, sayLevel);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn without React and without layout
    <div
      ref={meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className={styles.meter}
    >
      <div className={styles.level} />
    </div>
  );
}

function sayLevel(meter: HTMLElement, level: number): void {
  meter.setAttribute('aria-valuenow', String(Math.round(level * 100)));
}
