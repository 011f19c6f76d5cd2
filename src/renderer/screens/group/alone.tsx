import { Link, UserPlus, Users } from 'lucide-react';
import { words } from '../../../shared/words.ts';
import { Button } from '../../components/button.tsx';
import type { CallDialog } from '../call-dialogs.tsx';
import styles from './alone.module.css';

/** A session that nobody else is in: what to do about it. */
export function Alone({ onDialog }: { onDialog?: (dialog: CallDialog) => void }) {
  return (
    <div className={styles.alone}>
      <Users size={40} strokeWidth={1.5} aria-hidden="true" className={styles.icon} />
      <h2 className={styles.title}>{words.group.alone}</h2>
      {onDialog !== undefined && (
        <>
          <p>{words.group.aloneAdvice}</p>
          <div className={styles.buttons}>
            <Button look="primary" onClick={() => onDialog('add-people')}>
              <UserPlus size={16} aria-hidden="true" />
              {words.group.addPeople}
            </Button>
            <Button onClick={() => onDialog('link')}>
              <Link size={16} aria-hidden="true" />
              {words.group.copyLink}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
