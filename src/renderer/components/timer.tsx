import { useEffect, useState } from 'react';
import { words } from '../../shared/words.ts';
import type { Visibility } from '../state/gate.ts';
import { type TickerClock, tickSeconds } from '../state/ticker.ts';
import styles from './timer.module.css';

/** How long the call has lasted. `startedAt` in ms since the epoch. */
export function Timer({
  startedAt,
  visibility,
  clock,
}: {
  startedAt: number;
  visibility: Visibility;
  clock: TickerClock;
}) {
  const [elapsed, setElapsed] = useState(() => Math.max(0, clock.now() - startedAt));
  useEffect(() => tickSeconds(startedAt, setElapsed, visibility, clock), [startedAt, visibility, clock]);
  return (
    <span role="timer" aria-label={words.call.timer} className={styles.timer}>
      {words.duration(elapsed)}
    </span>
  );
}
