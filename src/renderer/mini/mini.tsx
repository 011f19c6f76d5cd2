import { Hand, Maximize2, Mic, MicOff, Pause, Phone, Play } from 'lucide-react';
import { type CallCommandType, type CallSnapshot, type CallsSnapshot, faceOf } from '../../shared/call.ts';
import { isAnswered, isSilent, microphoneControl } from '../../shared/call-status.ts';
import { foremostCall, heldBeside, secondRing } from '../../shared/several-calls.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { CallStatusText } from '../components/call-status-text.tsx';
import { Timer } from '../components/timer.tsx';
import type { Visibility } from '../state/gate.ts';
import type { TickerClock } from '../state/ticker.ts';
import styles from './mini.module.css';
import { MiniButton } from './mini-button.tsx';

export type MiniProps = {
  calls: CallsSnapshot;
  onCommand: (type: CallCommandType) => void;
  onReturn: () => void;
  visibility: Visibility;
  clock: TickerClock;
};

/** The foremost call in a small window of its own: who, how long, whether anybody hears, and what waits beside it. */
export function Mini({ calls, onCommand, onReturn, visibility, clock }: MiniProps) {
  const call = foremostCall(calls);
  if (call === null) return <main className={styles.mini} aria-label={words.mini.label} />;
  const rings = call.phase === 'ringing-in';
  const held = heldBeside(calls);
  const ring = secondRing(calls);
  return (
    <main className={styles.mini} aria-label={words.mini.label} onDoubleClick={onReturn}>
      <header className={styles.who}>
        <Avatar {...faceOf(call)} size="medium" />
        <div className={styles.text}>
          {/* The line below says that it is calling. */}
          <h1 className={styles.name} aria-label={rings ? words.call.isCalling(call) : undefined}>
            <bdi>{call.title}</bdi>
          </h1>
          <p className={styles.line}>
            <CallStatusText call={call} />
            {call.startedAt !== null && <Timer startedAt={call.startedAt} visibility={visibility} clock={clock} />}
            {call.kind === 'group' && <span className={styles.size}>{words.mini.size(call)}</span>}
          </p>
        </div>
      </header>
      {/* Open while it rings over there, too: whoever answers hears at once. */}
      {!rings && <HearingLine call={call} />}
      <p className={styles.beside} aria-live="polite">
        {rings ? words.mini.invitedInto(call) : words.mini.beside(call, { held, ring })}
      </p>
      <footer className={styles.controls}>
        {rings ? (
          <AnswerButtons onCommand={onCommand} />
        ) : (
          <CallButtons call={call} onCommand={onCommand} onReturn={onReturn} />
        )}
      </footer>
    </main>
  );
}

/** Whether the others hear what is said here. */
function HearingLine({ call }: { call: CallSnapshot }) {
  if (call.held || call.peerHeld) {
    return (
      <p className={styles.hearing} data-state="held">
        <Pause size={14} aria-hidden="true" />
        {call.held ? words.call.held : words.mini.heldByPeer}
      </p>
    );
  }
  const Icon = call.microphone === 'on' ? Mic : MicOff;
  const trouble = words.trouble(call);
  const microphone = words.microphone[call.microphone] ?? words.mini.microphoneOn;
  return (
    <p className={styles.hearing} data-state={trouble === null ? call.microphone : 'trouble'}>
      <Icon size={14} aria-hidden="true" />
      <span className={styles.hearingText}>
        {trouble === null ? microphone : words.join(trouble, words.microphone[call.microphone])}
      </span>
    </p>
  );
}

function AnswerButtons({ onCommand }: Pick<MiniProps, 'onCommand'>) {
  return (
    <>
      <MiniButton
        key="accept"
        control="accept"
        icon={Phone}
        tone="accept"
        label={words.controls.accept}
        onClick={() => onCommand('accept')}
      />
      <MiniButton
        key="decline"
        control="decline"
        icon={Phone}
        tone="danger"
        label={words.controls.decline}
        onClick={() => onCommand('decline')}
      />
    </>
  );
}

/** The way out of the call comes last, where Accept never was. */
function CallButtons({
  call,
  onCommand,
  onReturn,
}: Pick<MiniProps, 'onCommand' | 'onReturn'> & { call: CallSnapshot }) {
  const answered = isAnswered(call);
  const withHand = answered && call.kind === 'group';
  return (
    <>
      {answered &&
        (call.held ? <ResumeButton onCommand={onCommand} /> : <MuteButton call={call} onCommand={onCommand} />)}
      {withHand && <HandButton call={call} onCommand={onCommand} />}
      <MiniButton
        key="return"
        control="return"
        icon={Maximize2}
        tone="plain"
        label={words.mini.return}
        square={answered}
        onClick={onReturn}
      />
      <MiniButton
        key="hang-up"
        control="hang-up"
        icon={Phone}
        tone="danger"
        label={answered ? words.controls.hangUp : words.controls.cancel}
        square={withHand}
        onClick={() => onCommand('hang-up')}
      />
    </>
  );
}

function HandButton({ call: { hand }, onCommand }: Pick<MiniProps, 'onCommand'> & { call: CallSnapshot }) {
  return (
    <MiniButton
      control="hand"
      icon={Hand}
      tone={hand ? 'on' : 'plain'}
      label={hand ? words.controls.lowerHand : words.controls.raiseHand}
      square
      onClick={() => onCommand(hand ? 'lower-hand' : 'raise-hand')}
    />
  );
}

function ResumeButton({ onCommand }: Pick<MiniProps, 'onCommand'>) {
  return (
    <MiniButton
      control="hold"
      icon={Play}
      tone="on"
      label={words.controls.resume}
      onClick={() => onCommand('resume')}
    />
  );
}

function MuteButton({ call: { microphone }, onCommand }: Pick<MiniProps, 'onCommand'> & { call: CallSnapshot }) {
  const command = microphoneControl(microphone);
  return (
    <MiniButton
      control="microphone"
      icon={microphone === 'on' ? Mic : MicOff}
      tone={isSilent(microphone) ? 'muted' : 'plain'}
      label={command === 'unmute' ? words.controls.unmute : words.controls.mute}
      unavailable={command === null ? words.call.noMicrophone : undefined}
      onClick={() => command !== null && onCommand(command)}
    />
  );
}
