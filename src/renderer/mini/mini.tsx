import { Maximize2, Mic, MicOff, Phone } from 'lucide-react';
import type { CallCommandType, CallSnapshot } from '../../shared/call.ts';
import { isAnswered, statusOf } from '../../shared/call-status.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { Timer } from '../components/timer.tsx';
import type { Visibility } from '../state/gate.ts';
import type { TickerClock } from '../state/ticker.ts';
import styles from './mini.module.css';
import { MiniButton } from './mini-button.tsx';

export type MiniProps = {
  call: CallSnapshot | null;
  onCommand: (type: CallCommandType) => void;
  onReturn: () => void;
  visibility: Visibility;
  clock: TickerClock;
};

/** The call in a small window of its own: who, how long, and whether the microphone is on. */
export function Mini({ call, onCommand, onReturn, visibility, clock }: MiniProps) {
  if (call === null) return <main className={styles.mini} aria-label={words.mini.label} />;
  const answered = isAnswered(call);
  return (
    <main className={styles.mini} aria-label={words.mini.label} onDoubleClick={onReturn}>
      <header className={styles.who}>
        <Avatar id={call.peer.id} name={call.peer.name} size="medium" />
        <div className={styles.text}>
          <h1 className={styles.name}>
            {call.phase === 'ringing-in' ? words.call.isCalling(call.peer.name) : <bdi>{call.peer.name}</bdi>}
          </h1>
          <p className={styles.line}>
            <span role="status">{words.status[statusOf(call)]}</span>
            {call.startedAt !== null && <Timer startedAt={call.startedAt} visibility={visibility} clock={clock} />}
          </p>
        </div>
      </header>
      {/* Open while it rings over there, too: whoever answers hears at once. */}
      {call.phase !== 'ringing-in' && <MicrophoneLine call={call} />}
      <footer className={styles.controls}>
        {call.phase === 'ringing-in' ? (
          <>
            <MiniButton icon={Phone} tone="danger" onClick={() => onCommand('decline')}>
              {words.controls.decline}
            </MiniButton>
            <MiniButton icon={Phone} tone="accept" onClick={() => onCommand('accept')}>
              {words.controls.accept}
            </MiniButton>
          </>
        ) : (
          <>
            {answered && <MuteButton call={call} onCommand={onCommand} />}
            <MiniButton icon={Phone} tone="danger" onClick={() => onCommand('hang-up')}>
              {answered ? words.controls.hangUp : words.controls.cancel}
            </MiniButton>
            <MiniButton icon={Maximize2} tone="plain" label={words.mini.return} onClick={onReturn} />
          </>
        )}
      </footer>
    </main>
  );
}

function MicrophoneLine({ call }: { call: CallSnapshot }) {
  const on = call.microphone === 'on';
  const Icon = on ? Mic : MicOff;
  return (
    <p className={styles.microphone} data-on={on || undefined}>
      <Icon size={14} aria-hidden="true" />
      {words.microphone[call.microphone] ?? words.mini.microphoneOn}
    </p>
  );
}

function MuteButton({ call, onCommand }: { call: CallSnapshot; onCommand: MiniProps['onCommand'] }) {
  return call.microphone === 'on' ? (
    <MiniButton icon={Mic} tone="plain" onClick={() => onCommand('mute')}>
      {words.controls.mute}
    </MiniButton>
  ) : (
    <MiniButton icon={MicOff} tone="on" onClick={() => onCommand('unmute')}>
      {words.controls.unmute}
    </MiniButton>
  );
}
