import { type ReactNode, useMemo } from 'react';
import { words } from '../../../shared/words.ts';
import type { ActiveCall } from '../../call/active-call.ts';
import { useApp } from '../../state/app-context.tsx';
import { CallProvider, callOf, useCall } from '../../state/call-context.tsx';
import { CallControls } from '../call-controls.tsx';
import { CallNotices, Hint, StatusLine } from '../call-lines.tsx';
import { StageLayout } from '../stage.tsx';
import { Announcements } from './announcements.tsx';
import { GroupStage, type GroupStageProps } from './group-stage.tsx';

type GroupCallProps = GroupStageProps & { extras?: ReactNode };

/** @param call as it is now; what becomes of it is read part by part */
export function GroupScreen({ call }: { call: ActiveCall }) {
  const { phone } = useApp();
  const { callId } = call.snapshot;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the same call there is one store
  const store = useMemo(() => callOf(phone, call), [phone, callId]);
  return (
    <CallProvider value={store}>
      <GroupCall mode="grid" />
    </CallProvider>
  );
}

/** A call of more than two: the same head and row of controls as with one person, and everybody between them. */
function GroupCall({ extras, ...stage }: GroupCallProps) {
  const title = useCall(({ snapshot }) => snapshot.title);
  return (
    <StageLayout
      fills
      heading={<bdi>{title}</bdi>}
      line={<GroupLine />}
      notices={<GroupNotices />}
      hint={<GroupHint />}
      controls={<GroupControls />}
      extras={extras}
    >
      <GroupStage {...stage} />
      <Announcements />
    </StageLayout>
  );
}

function GroupLine() {
  const snapshot = useSnapshot();
  return <StatusLine snapshot={snapshot} />;
}

function GroupHint() {
  return <Hint snapshot={useSnapshot()} />;
}

function GroupControls() {
  return <CallControls snapshot={useSnapshot()} hangUp={words.group.leave} />;
}

function GroupNotices() {
  return (
    <CallNotices
      call={useCall(
        (call) => call,
        (a, b) => a.microphoneProblem === b.microphoneProblem && a.otherMicrophone === b.otherMicrophone,
      )}
    />
  );
}

const useSnapshot = () =>
  useCall(
    ({ snapshot }) => snapshot,
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
