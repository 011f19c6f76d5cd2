import { useCallback, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ActiveCall } from '../call/active-call.ts';
import type { GroupActions } from '../phone/group-actions.ts';
import { heldCalls } from '../phone/phone-state.ts';
import { useApp, usePhone } from '../state/app-context.tsx';
import { AddPeople } from './group/add-people.tsx';
import { SessionLink } from './group/session-link.tsx';
import { Transfer } from './transfer.tsx';

export type CallDialog = 'add-people' | 'link' | 'transfer';

/** What is asked about a call over the window, one at a time. */
export function CallDialogs({
  open,
  call,
  group,
  onClose,
}: {
  open: CallDialog | null;
  call: Pick<ActiveCall, 'snapshot' | 'participants' | 'me'>;
  group: GroupActions;
  onClose: () => void;
}) {
  const { actions, navigation } = useApp();
  const { callId, title } = call.snapshot;
  const here = useMemo(() => call.participants.map(({ person }) => person.id), [call.participants]);
  const waiting = usePhone(useShallow((state) => heldCalls(state).map(({ snapshot }) => snapshot)));
  const getLink = useCallback((renew: boolean) => group.link(callId, renew), [group, callId]);
  /** What cannot be done is said on the stage. */
  const fromStage = () => navigation.setState({ calledFrom: 'stage' });
  switch (open) {
    case null:
      return null;
    case 'add-people':
      return (
        <AddPeople
          here={here}
          onClose={onClose}
          onAdd={(people) => {
            fromStage();
            group.invite(callId, people);
          }}
        />
      );
    case 'link':
      return <SessionLink title={title} mayRenew={call.me.role === 'host'} getLink={getLink} onClose={onClose} />;
    case 'transfer':
      return (
        <Transfer
          title={title}
          here={here}
          calls={waiting}
          onClose={onClose}
          onTransfer={(to) => {
            fromStage();
            group.transfer(callId, to);
          }}
          onAskFirst={(personId) => {
            fromStage();
            actions.call(personId);
          }}
        />
      );
  }
}
