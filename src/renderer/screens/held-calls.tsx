import { ArrowLeftRight, Merge, Pause, Phone } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { type CallSnapshot, faceOf } from '../../shared/call.ts';
import { statusOf } from '../../shared/call-status.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { IconButton } from '../components/button.tsx';
import { Timer } from '../components/timer.tsx';
import { heldCalls } from '../phone/phone-state.ts';
import { useApp, usePhone } from '../state/app-context.tsx';
import styles from './held-calls.module.css';

/** Calls that wait while another is spoken in, above the stage: each can be returned to, or ended. */
export function HeldCalls() {
  const held = usePhone(useShallow((state) => heldCalls(state).map(({ snapshot }) => snapshot)));
  if (held.length === 0) return null;
  return (
    <ul aria-label={words.calls.onHold} className={styles.list}>
      {held.map((call) => (
        <HeldCall key={call.callId} call={call} />
      ))}
    </ul>
  );
}

function HeldCall({ call }: { call: CallSnapshot }) {
  const { actions, group, visibility, clock } = useApp();
  const { callId, title, startedAt } = call;
  return (
    <li aria-label={title} className={styles.call}>
      <Avatar {...faceOf(call)} size="small" />
      <span className={styles.text}>
        <bdi className={styles.name}>{title}</bdi>
        <span className={styles.line}>
          <Pause size={12} aria-hidden="true" />
          <span>{words.status[statusOf(call)]}</span>
          {startedAt !== null && <Timer startedAt={startedAt} visibility={visibility} clock={clock} />}
        </span>
      </span>
      <button
        type="button"
        className={styles.swap}
        data-control={`swap ${callId}`}
        aria-label={words.calls.swapWith(title)}
        onClick={() => actions.swap(callId)}
      >
        <ArrowLeftRight size={16} aria-hidden="true" />
        {words.controls.swap}
      </button>
      {group !== null && (
        <button
          type="button"
          className={styles.swap}
          data-control={`merge ${callId}`}
          aria-label={words.calls.mergeWith(title)}
          title={words.calls.mergeWith(title)}
          onClick={() => group.merge(callId)}
        >
          <Merge size={16} aria-hidden="true" />
          <span className={styles.word}>{words.calls.merge}</span>
        </button>
      )}
      <IconButton
        label={words.calls.hangUp(title)}
        data-control={`hang-up ${callId}`}
        onClick={() => actions.hangUp(callId)}
      >
        <Phone size={16} aria-hidden="true" className={styles.hangUp} />
      </IconButton>
    </li>
  );
}
