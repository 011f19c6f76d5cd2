import { Info } from 'lucide-react';
import { words } from '../../shared/words.ts';
import { Notice } from '../components/notice.tsx';
import { useApp, useNavigation, usePreferences, useSessionOffer } from '../state/app-context.tsx';
import styles from './notices.module.css';
import { SessionOffer } from './session-offer.tsx';

/** What main has to say once, and what became of a link that was opened; each is put away by itself. */
export function Notices() {
  const { navigation } = useApp();
  const read = useNavigation((state) => state.noticesRead);
  const link = useNavigation((state) => state.linkNotice);
  const fromMain = usePreferences((state) => state.info?.notices) ?? [];
  const unread = fromMain.filter((text) => !read.includes(text));
  const offer = useSessionOffer();
  if (unread.length === 0 && link === null && offer === null) return null;
  return (
    <div className={styles.notices}>
      {unread.map((text) => (
        <Notice
          key={text}
          icon={Info}
          tone="calm"
          title={text}
          onDismiss={() => navigation.setState({ noticesRead: [...read, text] })}
        />
      ))}
      <SessionOffer />
      {link !== null && (
        <Notice
          icon={Info}
          tone="calm"
          title={link === 'bad' ? words.notices.linkBad : words.notices.linkWhileSignedIn}
          onDismiss={() => navigation.setState({ linkNotice: null })}
        />
      )}
    </div>
  );
}
