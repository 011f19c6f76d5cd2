import { PhoneForwarded, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { type CallSnapshot, faceOf } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import type { ActiveCall } from '../call/active-call.ts';
import { Avatar } from '../components/avatar.tsx';
import { SideControl } from '../components/side-control.tsx';
import { VideoTile } from '../components/video-tile.tsx';
import { Voice } from '../components/voice.tsx';
import { useApp } from '../state/app-context.tsx';
import { CallControls } from './call-controls.tsx';
import { type CallDialog, CallDialogs } from './call-dialogs.tsx';
import { CallNotices, Hint, StatusLine } from './call-lines.tsx';
import { CallProblem } from './call-problem.tsx';
import styles from './in-call.module.css';
import { StageLayout } from './stage.tsx';

export function InCall({ call }: { call: ActiveCall }) {
  const { group } = useApp();
  const { title } = call.snapshot;
  const [dialog, setDialog] = useState<CallDialog | null>(null);
  return (
    <StageLayout
      heading={<bdi>{title}</bdi>}
      line={<StatusLine snapshot={call.snapshot} />}
      notices={
        <>
          <CallProblem at="stage" />
          <CallNotices call={call} />
        </>
      }
      hint={<Hint snapshot={call.snapshot} />}
      controls={<CallControls snapshot={call.snapshot} hangUp={words.controls.hangUp} />}
      extras={
        group && (
          <>
            <SideControl
              icon={UserPlus}
              control="add-people"
              label={words.group.addPeople}
              onClick={() => setDialog('add-people')}
            />
            <SideControl
              icon={PhoneForwarded}
              control="transfer"
              label={words.transfer.transfer}
              onClick={() => setDialog('transfer')}
            />
          </>
        )
      }
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
      {group !== null && <CallDialogs open={dialog} call={call} group={group} onClose={() => setDialog(null)} />}
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
