import { useState } from 'react';
import { words } from '../../shared/words.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { PeoplePicker } from '../components/people-picker.tsx';
import { useOthers } from './group/add-people.tsx';
import styles from './transfer.module.css';

type TransferProps = {
  title: string;
  /** Addresses of those who are in the call. */
  here: readonly string[];
  /** Other calls that one is in: somebody who was asked first. */
  calls: readonly { callId: string; title: string }[];
  onTransfer: (to: { personId: string } | { callId: string }) => void;
  /** Calls somebody while this call waits. */
  onAskFirst: (personId: string) => void;
  onClose: () => void;
};

/** To whom a call is handed on: to somebody who is rung, after asking them, or to a call that waits. */
export function Transfer({ title, here, calls, onTransfer, onAskFirst, onClose }: TransferProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const others = useOthers(here);
  const done = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <Dialog
      onClose={onClose}
      title={words.transfer.heading(title)}
      description={words.transfer.hint}
      buttons={
        <>
          <Button disabled={chosen === null} onClick={done(() => chosen !== null && onAskFirst(chosen))}>
            {words.transfer.askFirst}
          </Button>
          <Button
            look="primary"
            disabled={chosen === null}
            onClick={done(() => chosen !== null && onTransfer({ personId: chosen }))}
          >
            {words.transfer.now}
          </Button>
        </>
      }
    >
      {calls.length > 0 && (
        <ul aria-label={words.calls.onHold} className={styles.calls}>
          {calls.map(({ callId, title: other }) => (
            <li key={callId}>
              <Button wide onClick={done(() => onTransfer({ callId }))}>
                {words.transfer.toCall(other)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <PeoplePicker
        single
        people={others}
        chosen={chosen === null ? [] : [chosen]}
        onChange={([personId]) => setChosen(personId ?? null)}
      />
    </Dialog>
  );
}
