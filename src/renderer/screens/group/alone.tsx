import { Link, UserPlus, Users } from 'lucide-react';
import { words } from '../../../shared/words.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import type { CallDialog } from '../call-dialogs.tsx';
import styles from './alone.module.css';

/** A session that nobody else is in: what to do about it. */
export function Alone({ onDialog }: { onDialog?: (dialog: CallDialog) => void }) {
  return (
    <Placeholder icon={Users} heading="h2" title={words.group.alone}>
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
    </Placeholder>
  );
}
