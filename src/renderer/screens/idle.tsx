import { Phone, PhoneCall, X } from 'lucide-react';
import type { Person } from '../../shared/protocol.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { CallControl } from '../components/call-control.tsx';
import { Placeholder } from '../components/placeholder.tsx';
import type { EndedCall } from '../phone/phone-state.ts';
import { useApp } from '../state/app-context.tsx';
import { CallProblem } from './call-problem.tsx';
import styles from './idle.module.css';
import { Controls, StageLayout } from './stage.tsx';

export function Ended({ ended: { title, peer, reason, durationMs, missed, declined } }: { ended: EndedCall }) {
  const { actions } = useApp();
  const callFromHere = useCallFromHere();
  const why = missed || declined ? null : words.ended.reason(reason, title);
  return (
    <StageLayout
      heading={<bdi>{title}</bdi>}
      line={
        <div role="status" className={styles.ended}>
          <p>{missed ? words.ended.missed : words.ended.status}</p>
          {why !== null && <p>{why}</p>}
        </div>
      }
      hint={durationMs === null ? null : words.ended.lasted(durationMs)}
      controls={
        <Controls label={words.call.controls}>
          <CallControl icon={X} label={words.ended.close} onClick={actions.dismissEnded} />
          {peer !== null && (
            <CallControl
              icon={Phone}
              tone="accept"
              label={words.ended.callAgain}
              onClick={() => callFromHere(peer.id)}
            />
          )}
        </Controls>
      }
    >
      <Avatar id={peer?.id ?? title} name={title} size="large" />
    </StageLayout>
  );
}

export function PersonStage({ person }: { person: Person }) {
  const callFromHere = useCallFromHere();
  return (
    <StageLayout
      heading={<bdi>{person.name}</bdi>}
      line={words.presence[person.presence]}
      notices={<CallProblem at="stage" />}
      controls={
        <Controls label={words.call.controls}>
          <CallControl icon={Phone} tone="accept" label={words.controls.call} onClick={() => callFromHere(person.id)} />
        </Controls>
      }
    >
      <Avatar id={person.id} name={person.name} size="large" />
    </StageLayout>
  );
}

export function NobodyChosen() {
  return (
    <Placeholder icon={PhoneCall} heading="h1" title={words.people.chooseTitle}>
      <p>{words.people.chooseAdvice}</p>
      <div className={styles.problem}>
        <CallProblem at="stage" />
      </div>
    </Placeholder>
  );
}

function useCallFromHere() {
  const { actions, navigation } = useApp();
  return (personId: string) => {
    navigation.setState({ calledFrom: 'stage' });
    actions.call(personId);
  };
}
