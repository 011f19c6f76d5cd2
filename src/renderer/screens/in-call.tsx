import { Mic, MicOff, Pause, Phone, Play, Settings2, TriangleAlert, Video, VideoOff } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type CallSnapshot, faceOf } from '../../shared/call.ts';
import { isSilent, microphoneControl } from '../../shared/call-status.ts';
import { words } from '../../shared/words.ts';
import type { ActiveCall } from '../call/active-call.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button } from '../components/button.tsx';
import { CallControl } from '../components/call-control.tsx';
import { CallStatusText } from '../components/call-status-text.tsx';
import { LevelMeter } from '../components/level-meter.tsx';
import { Notice } from '../components/notice.tsx';
import { Timer } from '../components/timer.tsx';
import { VideoTile } from '../components/video-tile.tsx';
import { Voice } from '../components/voice.tsx';
import { useApp } from '../state/app-context.tsx';
import { DevicesPanel } from './devices-panel.tsx';
import styles from './in-call.module.css';
import { Controls, StageLayout } from './stage.tsx';

export function InCall({ call }: { call: ActiveCall }) {
  const { title } = call.snapshot;
  return (
    <StageLayout
      heading={<bdi>{title}</bdi>}
      line={<StatusLine call={call} />}
      notices={<CallNotices call={call} />}
      hint={<Hint call={call} />}
      controls={<CallControls call={call} />}
    >
      {call.peerVideo === null ? (
        <div className={styles.peer} data-away={isAway(call.snapshot) || undefined}>
          <Voice>
            <Avatar {...faceOf(call.snapshot)} size="large" />
          </Voice>
        </div>
      ) : (
        <div className={styles.peerVideo} data-away={isAway(call.snapshot) || undefined}>
          <VideoTile stream={call.peerVideo} label={words.call.peerVideo(title)} />
        </div>
      )}
      {call.localVideo !== null && (
        <div className={styles.ownVideo}>
          <VideoTile stream={call.localVideo} label={words.call.ownVideo} own />
        </div>
      )}
    </StageLayout>
  );
}

/** Nothing can be heard from over there. */
const isAway = ({ phase, held, peerHeld }: CallSnapshot) => phase !== 'connected' || held || peerHeld;

function StatusLine({ call: { snapshot } }: { call: ActiveCall }) {
  const { visibility, clock } = useApp();
  const microphone = words.microphone[snapshot.microphone];
  return (
    <>
      <CallStatusText call={snapshot} trouble={words.trouble(snapshot)} />
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
function Hint({ call: { snapshot } }: { call: ActiveCall }) {
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

function CallNotices({ call }: { call: ActiveCall }) {
  const { actions } = useApp();
  const { microphoneProblem, otherMicrophone } = call;
  const trouble = microphoneProblem === null ? null : words.call.microphoneTrouble(microphoneProblem);
  return (
    <>
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

function CallControls({ call: { snapshot } }: { call: ActiveCall }) {
  const { actions } = useApp();
  const { microphone, camera, held } = snapshot;
  const command = microphoneControl(microphone);
  return (
    <Controls label={words.call.controls}>
      <CallControl
        control="microphone"
        icon={microphone === 'on' ? Mic : MicOff}
        tone={isSilent(microphone) ? 'muted' : 'plain'}
        label={command === 'unmute' ? words.controls.unmute : words.controls.mute}
        shortcut="M"
        // Then there is nothing to mute; the notice says what to do.
        unavailable={command === null ? words.call.noMicrophone : undefined}
        onClick={() => actions.setMuted(command === 'mute')}
      />
      <CallControl
        control="camera"
        icon={camera ? VideoOff : Video}
        tone={camera ? 'on' : 'plain'}
        label={camera ? words.controls.stopVideo : words.controls.startVideo}
        shortcut="V"
        onClick={() => actions.setCamera(!camera)}
      />
      <CallControl
        control="hold"
        icon={held ? Play : Pause}
        tone={held ? 'on' : 'plain'}
        label={held ? words.controls.resume : words.controls.hold}
        onClick={() => actions.setHeld(!held)}
      />
      <Popover.Root>
        <Popover.Trigger asChild>
          <CallControl icon={Settings2} label={words.controls.devices} />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            side="top"
            sideOffset={8}
            collisionPadding={12}
            className={styles.popover}
            aria-label={words.devices.heading}
          >
            <DevicesPanel />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <CallControl
        control="hang-up"
        icon={Phone}
        tone="danger"
        label={words.controls.hangUp}
        shortcut="Control+Shift+H"
        onClick={() => actions.hangUp()}
      />
    </Controls>
  );
}
