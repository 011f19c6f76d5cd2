import { useState } from 'react';
import { words } from '../../../shared/words.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { PeoplePicker } from '../../components/people-picker.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useOthers } from './add-people.tsx';
import styles from './new-session.module.css';

/** Longest title of a session, characters. */
const longestTitle = 80;
const nobody: readonly string[] = [];

/** A session with a title, with people, or with both: whoever is not rung comes by its link. */
export function NewSession({
  onStart,
  onClose,
}: {
  onStart: (wish: { people: readonly string[]; title: string | null }) => void;
  onClose: () => void;
}) {
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState(nobody);
  const others = useOthers(nobody);
  const wanted = title.trim();
  const start = () => {
    if (wanted === '' && chosen.length === 0) return;
    onStart({ people: chosen, title: wanted === '' ? null : wanted });
    onClose();
  };
  return (
    <Dialog
      onClose={onClose}
      title={words.group.newSession}
      description={words.group.newSessionHint}
      buttons={
        <>
          <Button onClick={onClose}>{words.controls.cancel}</Button>
          <Button look="primary" disabled={wanted === '' && chosen.length === 0} onClick={start}>
            {words.group.start}
          </Button>
        </>
      }
    >
      <div className={styles.title}>
        <TextField
          label={words.group.title}
          value={title}
          maxLength={longestTitle}
          onChange={(event) => setTitle(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && start()}
        />
      </div>
      <PeoplePicker people={others} chosen={chosen} onChange={setChosen} />
    </Dialog>
  );
}
