import { words } from '../../../shared/words.ts';
import { Confirm } from '../../components/confirm.tsx';
import type { GroupActions } from '../../phone/group-actions.ts';

/** What a host is asked about before it is done. */
export type Moderation =
  | { about: 'mute-all' }
  | { about: 'end' }
  | { about: 'remove'; participantId: string; name: string };

export function ModerationDialog({
  asked,
  callId,
  actions,
  onClose,
}: {
  asked: Moderation | null;
  callId: string;
  actions: GroupActions;
  onClose: () => void;
}) {
  switch (asked?.about) {
    case undefined:
      return null;
    case 'mute-all':
      return (
        <Confirm
          title={words.group.muteAllAsk}
          description={words.group.muteAllAdvice}
          action={words.group.muteAll}
          onConfirm={() => actions.muteParticipants(callId, 'all')}
          onClose={onClose}
        />
      );
    case 'end':
      return (
        <Confirm
          title={words.group.endAsk}
          description={words.group.endAdvice}
          action={words.group.endForAll}
          onConfirm={() => actions.endForAll(callId)}
          onClose={onClose}
        />
      );
    case 'remove':
      return (
        <Confirm
          title={words.group.removeAsk(asked.name)}
          description={words.group.removeAdvice}
          action={words.group.remove(asked.name)}
          onConfirm={() => actions.removeParticipant(callId, asked.participantId)}
          onClose={onClose}
        />
      );
  }
}
