import { useId } from 'react';
import { faceOf } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { Button } from '../components/button.tsx';
import { activeCall, ringingIn } from '../phone/phone-state.ts';
import { useApp, usePhone } from '../state/app-context.tsx';
import styles from './second-call.module.css';

/** A call that rings in beside another, wherever in the window one is. The other goes on until one of these is pressed. */
export function SecondCall() {
  const { actions } = useApp();
  const heading = useId();
  const call = usePhone((state) => {
    const ringing = ringingIn(state);
    return ringing === activeCall(state) ? null : ringing;
  });
  const active = usePhone((state) => activeCall(state)?.snapshot.title ?? null);
  if (call === null) return null;
  const { snapshot } = call;
  const { callId } = snapshot;
  return (
    <section aria-labelledby={heading} className={styles.prompt}>
      <header className={styles.who}>
        <Avatar {...faceOf(snapshot)} size="medium" />
        <div className={styles.text}>
          <h2 id={heading} className={styles.heading}>
            {words.call.isCalling(snapshot)}
          </h2>
          {active !== null && <p className={styles.line}>{words.calls.besides(active)}</p>}
        </div>
      </header>
      {/* As on every surface what accepts comes first and what declines last. */}
      <div className={styles.buttons}>
        <Button look="accept" onClick={() => actions.holdAndAccept(callId)}>
          {words.controls.holdAndAccept}
        </Button>
        <Button onClick={() => actions.endAndAccept(callId)}>{words.controls.endAndAccept}</Button>
        <Button look="danger" onClick={() => actions.decline(callId)}>
          {words.controls.decline}
        </Button>
      </div>
    </section>
  );
}
