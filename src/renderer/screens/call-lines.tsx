/** What is said of a call on its screen: how it is, whether anybody hears, and what is wrong. */
import { Mic, MicOff, Pause, PhoneForwarded, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { words } from '../../shared/words.ts';
import type { ActiveCall, TransferView } from '../call/active-call.ts';
import { Button } from '../components/button.tsx';
import { CallStatusText } from '../components/call-status-text.tsx';
import { LevelMeter } from '../components/level-meter.tsx';
import { Notice } from '../components/notice.tsx';
import { Timer } from '../components/timer.tsx';
import { useApp } from '../state/app-context.tsx';
import styles from './call-lines.module.css';

export function StatusLine({ snapshot }: Pick<ActiveCall, 'snapshot'>) {
  const { visibility, clock } = useApp();
  const microphone = words.microphone[snapshot.microphone];
  const people = words.group.size(snapshot);
  return (
    <>
      <CallStatusText call={snapshot} trouble={words.trouble(snapshot)} />
      {people !== null && <span>{people}</span>}
      {snapshot.startedAt !== null && <Timer startedAt={snapshot.startedAt} visibility={visibility} clock={clock} />}
      {microphone !== null && (
        <span className={styles.microphone} data-state={snapshot.microphone}>
          <MicOff size={14} aria-hidden="true" />
          {microphone}
        </span>
      )}
    </>
  );
}

/** One line about what the user may be wondering about: whether anybody hears, above all. */
export function Hint({ snapshot }: Pick<ActiveCall, 'snapshot'>) {
  if (snapshot.held || snapshot.peerHeld) {
    return (
      <span className={styles.hold}>
        <Pause size={14} aria-hidden="true" />
        {snapshot.held ? words.call.held : words.call.peerHeld(snapshot.title)}
      </span>
    );
  }
  switch (snapshot.microphone) {
    case 'on':
      // Nobody hears before, or while the connection is away.
      return snapshot.phase !== 'connected' ? null : (
        <>
          <Mic size={14} aria-hidden="true" />
          <LevelMeter of="microphone" label={words.call.yourVoice} />
        </>
      );
    case 'muted':
      return words.call.pushToTalk;
    case 'opening':
    case 'unmuting':
    case 'unavailable':
      return null;
  }
}

export function CallNotices({ call }: { call: ActiveCall }) {
  const { actions } = useApp();
  const { microphoneProblem, otherMicrophone, transfer, mutedBy, leavesAt, snapshot } = call;
  const [read, setRead] = useState<TransferView | null>(null);
  const [mutedRead, setMutedRead] = useState<ActiveCall['mutedBy']>(null);
  const trouble = microphoneProblem === null ? null : words.call.microphoneTrouble(microphoneProblem);
  return (
    <>
      {leavesAt !== null && (
        <Notice
          icon={TriangleAlert}
          tone="warning"
          title={words.call.alone}
          action={<Button onClick={() => actions.stay(snapshot.callId)}>{words.controls.stay}</Button>}
        />
      )}
      {trouble !== null && (
        <Notice
          icon={TriangleAlert}
          tone="warning"
          title={trouble.title}
          action={<Button onClick={actions.retryMicrophone}>{words.controls.tryAgain}</Button>}
        >
          <p>{trouble.advice}</p>
        </Notice>
      )}
      {mutedBy !== null && mutedBy !== mutedRead && (
        <Notice
          icon={MicOff}
          tone="calm"
          title={words.group.mutedBy(mutedBy.name)}
          onDismiss={() => setMutedRead(mutedBy)}
        />
      )}
      {transfer !== null && transfer !== read && (
        <Notice
          icon={PhoneForwarded}
          tone="calm"
          title={words.transfer.outcome(transfer.to.name, transfer.outcome)}
          onDismiss={() => setRead(transfer)}
        />
      )}
      {otherMicrophone !== null && (
        <Notice
          icon={Mic}
          tone="calm"
          title={words.call.otherMicrophone(otherMicrophone)}
          // One that has come back is taken by itself; that one is free again nobody tells.
          action={
            otherMicrophone.reason === 'busy' && (
              <Button onClick={actions.retryMicrophone}>{words.controls.tryAgain}</Button>
            )
          }
        />
      )}
    </>
  );
}
