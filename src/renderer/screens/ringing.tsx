import { Phone } from 'lucide-react';
import { faceOf } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import type { ActiveCall } from '../call/active-call.ts';
import { Avatar } from '../components/avatar.tsx';
import { CallControl } from '../components/call-control.tsx';
import { useApp } from '../state/app-context.tsx';
import styles from './ringing.module.css';
import { Controls, StageLayout } from './stage.tsx';

export function RingingOut({ call }: { call: ActiveCall }) {
  const { actions } = useApp();
  const { title } = call.snapshot;
  return (
    <StageLayout
      heading={<bdi>{title}</bdi>}
      label={words.call.calling(title)}
      line={words.status['ringing-out']}
      controls={
        <Controls label={words.call.controls}>
          <CallControl
            control="hang-up"
            icon={Phone}
            tone="danger"
            label={words.controls.cancel}
            onClick={() => actions.hangUp()}
          />
        </Controls>
      }
    >
      <Pulse>
        <Avatar {...faceOf(call.snapshot)} size="large" />
      </Pulse>
    </StageLayout>
  );
}

/** As on every surface Accept comes first and what ends the call last, where Hang up will be. */
export function Incoming({ call }: { call: ActiveCall }) {
  const { actions } = useApp();
  return (
    <StageLayout
      heading={<bdi>{call.snapshot.title}</bdi>}
      label={words.call.isCalling(call.snapshot)}
      line={call.snapshot.kind === 'group' ? words.call.isCalling(call.snapshot) : words.status['ringing-in']}
      controls={
        <Controls label={words.call.controls} apart>
          <CallControl icon={Phone} tone="accept" label={words.controls.accept} onClick={() => actions.accept()} />
          <CallControl icon={Phone} tone="danger" label={words.controls.decline} onClick={() => actions.decline()} />
        </Controls>
      }
    >
      <Pulse>
        <Avatar {...faceOf(call.snapshot)} size="large" />
      </Pulse>
    </StageLayout>
  );
}

function Pulse({ children }: { children: React.ReactNode }) {
  return <div className={styles.pulse}>{children}</div>;
}
