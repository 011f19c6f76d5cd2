import { Phone, PhoneMissed } from 'lucide-react';
import { words } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useApp, useMissedCalls, useNavigation, usePhone } from '../state/app-context.tsx';
import styles from './missed-notice.module.css';

/** Everybody whose call was missed. The last one alone is already on the stage. */
export function MissedNotice() {
  const { actions, missedCalls, navigation } = useApp();
  const missed = useMissedCalls((people) => people);
  const query = useNavigation((state) => state.query);
  const onStage = usePhone((state) => state.ended?.missed === true);
  const inCall = usePhone((state) => state.activeCallId !== null);
  const count = missed.reduce((sum, each) => sum + each.count, 0);
  if (count === 0 || inCall || query !== '' || (count === 1 && onStage)) return null;
  const callBack = (id: string) => {
    navigation.setState({ calledFrom: 'pane' });
    actions.call(id);
  };
  return (
    <Notice
      icon={PhoneMissed}
      tone="calm"
      title={words.missed.title(missed)}
      onDismiss={() => missedCalls.setState([], true)}
    >
      <ul className={styles.list} aria-label={words.missed.title(missed)}>
        {missed.map(({ id, name, count: times, at }) => (
          <li key={id} className={styles.row}>
            <span className={styles.text}>
              <bdi className={styles.name}>{name}</bdi>
              <span className={styles.when}>{words.missed.when(times, at)}</span>
            </span>
            <IconButton label={words.missed.callBack(name)} onClick={() => callBack(id)}>
              <Phone size={18} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
