import { Mic, MicOff, Pause, Phone, Play, Settings2, Video, VideoOff } from 'lucide-react';
import { Popover } from 'radix-ui';
import { isSilent, microphoneControl } from '../../shared/call-status.ts';
import { words } from '../../shared/words.ts';
import type { ActiveCall } from '../call/active-call.ts';
import { CallControl } from '../components/call-control.tsx';
import { useApp } from '../state/app-context.tsx';
import styles from './call-controls.module.css';
import { DevicesPanel } from './devices-panel.tsx';
import { Controls } from './stage.tsx';

/** The row of a call, the same for one person and for many. `hangUp`: what leaving it is called. */
export function CallControls({ snapshot, hangUp }: Pick<ActiveCall, 'snapshot'> & { hangUp: string }) {
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
        label={hangUp}
        shortcut="Control+Shift+H"
        onClick={() => actions.hangUp()}
      />
    </Controls>
  );
}
