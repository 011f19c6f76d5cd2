import { Info } from 'lucide-react';
import { words } from '../../shared/words.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useApp, useNavigation, usePreferences } from '../state/app-context.tsx';
import styles from './notices.module.css';

/** What main has to say once, and what became of a link that was opened. */
export function Notices() {
  const { navigation } = useApp();
  const read = useNavigation((state) => state.noticesRead);
  const link = useNavigation((state) => state.linkNotice);
  const fromMain = usePreferences((state) => state.info?.notices);
  const texts = [
    ...(read || fromMain === undefined ? [] : fromMain),
    ...(link === null ? [] : [link === 'bad' ? words.notices.linkBad : words.notices.linkWhileSignedIn]),
  ];
  if (texts.length === 0) return null;
  return (
    <div className={styles.notices}>
      {texts.map((text) => (
        <Notice key={text} icon={Info} tone="calm" title={text} />
      ))}
      <Button look="quiet" onClick={() => navigation.setState({ noticesRead: true, linkNotice: null })}>
        {words.controls.dismiss}
      </Button>
    </div>
  );
}
