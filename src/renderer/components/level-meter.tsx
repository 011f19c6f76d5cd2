import { useEffect, useRef } from 'react';
import type { PhoneActions } from '../call/phone-state.ts';
import { useApp } from '../state/app-context.tsx';
import styles from './level-meter.module.css';

/** The level of a microphone or speaker, drawn without React and listened to only while somebody looks. */
export function LevelMeter({ of, label }: { of: Parameters<PhoneActions['onLevel']>[0]; label: string }) {
  const { actions, visibility } = useApp();
  const meter = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let stop: (() => void) | null = null;
    const show = (level: number) => {
      meter.current?.style.setProperty('--level', String(level));
      meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
    };
    const follow = () => {
      stop?.();
      stop = visibility.visible() ? actions.onLevel(of, show) : null;
      if (stop === null) show(0);
    };
    const unsubscribe = visibility.subscribe(follow);
    follow();
    return () => {
      unsubscribe();
      stop?.();
    };
  }, [actions, visibility, of]);

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
