import { Crown, Hand, type LucideIcon, MicOff, UserMinus, UserPlus, X } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { words } from '../../../shared/words.ts';
import type { InvitationView, ParticipantView } from '../../call/active-call.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { SearchField } from '../../components/text-field.tsx';
import type { GroupActions } from '../../phone/group-actions.ts';
import { sameParticipant, useCall } from '../../state/call-context.tsx';
import { handPlace, handQueue } from '../../state/hand-queue.ts';
import { fold } from '../../state/selectors.ts';
import { openInvitations } from '../../ui/layouts/tiles.ts';
import { type Moderation, ModerationDialog } from './moderation-dialog.tsx';
import styles from './participants-panel.module.css';

type PanelProps = {
  actions: GroupActions;
  onAddPeople: () => void;
  onLink: () => void;
  onClose: () => void;
};

/** Everybody in the call as a list, with what a host may ask of each. */
export function ParticipantsPanel({ actions, onAddPeople, onLink, onClose }: PanelProps) {
  const callId = useCall(({ snapshot }) => snapshot.callId);
  const participants = useCall((call) => call.participants, sameParticipants);
  const invitations = useCall((call) => call.invitations);
  const isHost = useCall(({ me }) => me.role === 'host');
  const [query, setQuery] = useState('');
  const [asked, setAsked] = useState<Moderation | null>(null);
  const rows = inOrder(participants).filter(({ person }) => fold(person.name).includes(fold(query.trim())));
  const missing = openInvitations(participants, invitations);
  return (
    <aside className={styles.panel} aria-label={words.group.participants}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          {words.group.participants} <span className={styles.count}>{participants.length}</span>
        </h2>
        <IconButton label={words.group.addPeople} onClick={onAddPeople}>
          <UserPlus size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={words.group.closeParticipants} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <div className={styles.search}>
        <SearchField
          label={words.group.search}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <div className={styles.scroll}>
        {rows.length === 0 && <p className={styles.nobody}>{words.people.nobodyFound}</p>}
        <ul aria-label={words.group.participants}>
          {rows.map((participant) => (
            <Row
              key={participant.participantId}
              participant={participant}
              place={handPlace(participants, participant.participantId)}
              moderates={isHost}
              callId={callId}
              actions={actions}
              onAsk={setAsked}
            />
          ))}
        </ul>
        {missing.length > 0 && query.trim() === '' && (
          <>
            <h3 className={styles.subtitle}>{words.group.notHere}</h3>
            <ul aria-label={words.group.notHere}>
              {missing.map((invitation) => (
                <Missing key={invitation.invitationId} invitation={invitation} callId={callId} actions={actions} />
              ))}
            </ul>
          </>
        )}
      </div>
      <Footer isHost={isHost} callId={callId} actions={actions} onLink={onLink} onAsk={setAsked} />
      <ModerationDialog asked={asked} callId={callId} actions={actions} onClose={() => setAsked(null)} />
    </aside>
  );
}

/** Whoever waits to speak first, in their order; then oneself, then the others as they came. */
function inOrder(participants: readonly ParticipantView[]): ParticipantView[] {
  const waiting = handQueue(participants);
  const others = participants.filter(({ hand }) => hand === null);
  return [...waiting, ...others.filter(({ me }) => me), ...others.filter(({ me }) => !me)];
}

const sameParticipants = (a: readonly ParticipantView[], b: readonly ParticipantView[]) =>
  a.length === b.length && a.every((each, n) => sameParticipant(each, b[n] ?? null));

type RowProps = {
  participant: ParticipantView;
  place: number | null;
  /** One's own role allows to mute, remove and lower hands. */
  moderates: boolean;
  callId: string;
  actions: GroupActions;
  onAsk: (asked: Moderation) => void;
};

const Row = memo(
  function Row({ participant, place, moderates, callId, actions, onAsk }: RowProps) {
    const { participantId, person, me, role, muted } = participant;
    return (
      <li aria-label={person.name} className={styles.row}>
        <Avatar id={person.id} name={person.name} size="small" />
        <span className={styles.text}>
          <bdi className={styles.name}>{me ? words.group.youNamed(person.name) : person.name}</bdi>
          <States participant={participant} place={place} />
        </span>
        {moderates && (
          <span className={styles.actions}>
            {place !== null && (
              <Act
                icon={Hand}
                label={words.group.lowerHandOf(person.name)}
                onClick={() => actions.lowerHand(callId, participantId)}
              />
            )}
            {!me && !muted && (
              <Act
                icon={MicOff}
                label={words.group.mute(person.name)}
                onClick={() => actions.muteParticipants(callId, [participantId])}
              />
            )}
            {!me && role === 'member' && (
              <Act
                icon={Crown}
                label={words.group.makeHost(person.name)}
                onClick={() => actions.setRole(callId, participantId, 'host')}
              />
            )}
            {!me && (
              <Act
                icon={UserMinus}
                label={words.group.remove(person.name)}
                onClick={() => onAsk({ about: 'remove', participantId, name: person.name })}
              />
            )}
          </span>
        )}
      </li>
    );
  },
  (a, b) => sameParticipant(a.participant, b.participant) && a.place === b.place && a.moderates === b.moderates,
);

function States({ participant, place }: Pick<RowProps, 'participant' | 'place'>) {
  const { role, muted, held, speaking, connection } = participant;
  const states = [
    role === 'member' ? null : words.group.role(role),
    place === null ? null : words.group.handRaised(place),
    connection === 'lost' ? words.status.reconnecting : null,
    held ? words.status['on-hold'] : null,
    muted ? words.group.muted : speaking ? words.group.speaking : null,
  ].filter((state) => state !== null);
  return (
    <span className={styles.states}>
      {states.map((state) => (
        <span key={state} className={styles.state}>
          {state}
        </span>
      ))}
    </span>
  );
}

function Act({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <IconButton label={label} onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
    </IconButton>
  );
}

function Missing({
  invitation,
  callId,
  actions,
}: {
  invitation: InvitationView;
  callId: string;
  actions: GroupActions;
}) {
  const { invitationId, person, outcome } = invitation;
  const ringing = outcome === 'ringing';
  return (
    <li aria-label={person.name} className={styles.row}>
      <Avatar id={person.id} name={person.name} size="small" />
      <span className={styles.text}>
        <bdi className={styles.name}>{person.name}</bdi>
        <span className={styles.states}>{words.group.outcome(outcome)}</span>
      </span>
      <Button
        look="quiet"
        data-control={`${outcome} ${invitationId}`}
        aria-label={ringing ? words.group.withdrawFrom(person.name) : words.group.ringAgainTo(person.name)}
        onClick={() => (ringing ? actions.withdraw(callId, invitationId) : actions.invite(callId, [person.id]))}
      >
        {ringing ? words.group.withdraw : words.group.ringAgain}
      </Button>
    </li>
  );
}

function Footer({
  isHost,
  callId,
  actions,
  onLink,
  onAsk,
}: Pick<PanelProps, 'actions' | 'onLink'> & Pick<RowProps, 'onAsk' | 'callId'> & { isHost: boolean }): ReactNode {
  const locked = useCall((call) => call.locked);
  return (
    <footer className={styles.footer}>
      <Button onClick={onLink}>{words.group.copyLink}</Button>
      {isHost && (
        <>
          <Button onClick={() => onAsk({ about: 'mute-all' })}>{words.group.muteAll}</Button>
          <Button data-control="lock" onClick={() => actions.lock(callId, !locked)}>
            {locked ? words.group.unlock : words.group.lock}
          </Button>
          <Button onClick={() => onAsk({ about: 'end' })}>{words.group.endForAll}</Button>
        </>
      )}
    </footer>
  );
}
