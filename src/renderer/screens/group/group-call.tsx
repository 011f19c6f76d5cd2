import { Hand, Lock, Users } from 'lucide-react';
import { useMemo, useState } from 'react';
import { words } from '../../../shared/words.ts';
import type { ActiveCall, InvitationView } from '../../call/active-call.ts';
import { SideControl } from '../../components/side-control.tsx';
import type { GroupActions } from '../../phone/group-actions.ts';
import { useApp } from '../../state/app-context.tsx';
import { CallProvider, callOf, sameParticipant, useCall } from '../../state/call-context.tsx';
import { openInvitations } from '../../ui/layouts/tiles.ts';
import { CallControls } from '../call-controls.tsx';
import { type CallDialog, CallDialogs } from '../call-dialogs.tsx';
import { CallNotices, Hint, StatusLine } from '../call-lines.tsx';
import { CallProblem } from '../call-problem.tsx';
import { StageLayout } from '../stage.tsx';
import { Alone } from './alone.tsx';
import { Announcements } from './announcements.tsx';
import styles from './group-call.module.css';
import { GroupStage } from './group-stage.tsx';
import { ParticipantsPanel } from './participants-panel.tsx';

/** @param call as it is now; what becomes of it is read part by part */
export function GroupScreen({ call }: { call: ActiveCall }) {
  const { phone } = useApp();
  const { callId } = call.snapshot;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the same call there is one store
  const store = useMemo(() => callOf(phone, call), [phone, callId]);
  return (
    <CallProvider value={store}>
      <GroupCall key={callId} callId={callId} />
    </CallProvider>
  );
}

/** A call of many: the same head and row of controls as with one person, and everybody between them. */
function GroupCall({ callId }: { callId: string }) {
  const { group } = useApp();
  const title = useCall(({ snapshot }) => snapshot.title);
  const [listed, setListed] = useState(false);
  const [dialog, setDialog] = useState<CallDialog | null>(null);
  return (
    <StageLayout
      fills
      heading={<bdi>{title}</bdi>}
      line={<GroupLine />}
      notices={<GroupNotices />}
      hint={<GroupHint />}
      controls={<GroupControls />}
      extras={
        group && <Extras callId={callId} group={group} listed={listed} onList={() => setListed((shown) => !shown)} />
      }
    >
      <div className={styles.body} data-listed={listed || undefined}>
        <div className={styles.stage}>
          <Everybody callId={callId} group={group} onDialog={setDialog} />
        </div>
        {listed && group !== null && (
          <div className={styles.panel}>
            <ParticipantsPanel
              actions={group}
              onAddPeople={() => setDialog('add-people')}
              onLink={() => setDialog('link')}
              onClose={() => setListed(false)}
            />
          </div>
        )}
      </div>
      <Announcements />
      {group !== null && dialog !== null && (
        <GroupDialogs open={dialog} group={group} onClose={() => setDialog(null)} />
      )}
    </StageLayout>
  );
}

function Everybody({
  callId,
  group,
  onDialog,
}: {
  callId: string;
  group: GroupActions | null;
  onDialog: (dialog: CallDialog) => void;
}) {
  const alone = useCall(
    ({ participants, invitations }) =>
      participants.length <= 1 && openInvitations(participants, invitations).length === 0,
  );
  const on = useMemo(
    () =>
      group && {
        onWithdraw: ({ invitationId }: InvitationView) => group.withdraw(callId, invitationId),
        onRingAgain: ({ person }: InvitationView) => group.invite(callId, [person.id]),
      },
    [group, callId],
  );
  if (alone) return <Alone {...(group && { onDialog })} />;
  return <GroupStage mode="grid" {...on} />;
}

function Extras({
  callId,
  group,
  listed,
  onList,
}: {
  callId: string;
  group: GroupActions;
  listed: boolean;
  onList: () => void;
}) {
  const raised = useCall(({ me }) => me.hand !== null);
  const people = useCall(({ participants }) => participants.length);
  return (
    <>
      <SideControl
        icon={Hand}
        control="hand"
        label={raised ? words.group.lowerHand : words.group.raiseHand}
        on={raised}
        onClick={() => group.raiseHand(callId, !raised)}
      />
      <SideControl
        icon={Users}
        control="participants"
        label={words.group.participants}
        count={people}
        on={listed}
        aria-expanded={listed}
        onClick={onList}
      />
    </>
  );
}

function GroupDialogs(props: { open: CallDialog; group: GroupActions; onClose: () => void }) {
  const participants = useCall(
    (call) => call.participants,
    (a, b) => a.length === b.length && a.every(({ person }, n) => person.id === b[n]?.person.id),
  );
  const me = useCall((call) => call.me, sameParticipant);
  return <CallDialogs {...props} call={{ snapshot: useSnapshot(), participants, me }} />;
}

function GroupLine() {
  const locked = useCall((call) => call.locked);
  return (
    <>
      <StatusLine snapshot={useSnapshot()} />
      {locked && (
        <span className={styles.locked} title={words.group.locked}>
          <Lock size={12} aria-hidden="true" />
          {words.group.lockedWord}
        </span>
      )}
    </>
  );
}

function GroupHint() {
  return <Hint snapshot={useSnapshot()} />;
}

function GroupControls() {
  return <CallControls snapshot={useSnapshot()} hangUp={words.group.leave} />;
}

function GroupNotices() {
  const call = useCall(
    (shown) => shown,
    (a, b) =>
      a.microphoneProblem === b.microphoneProblem &&
      a.otherMicrophone === b.otherMicrophone &&
      a.mutedBy === b.mutedBy &&
      a.transfer === b.transfer,
  );
  return (
    <>
      <CallProblem at="stage" />
      <CallNotices call={call} />
    </>
  );
}

const useSnapshot = () =>
  useCall(
    ({ snapshot }) => snapshot,
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
