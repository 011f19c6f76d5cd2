import { useEffect, useRef, useState } from 'react';
import { announcementsBetween, samePresence } from '../../state/announcements.ts';
import { useCall } from '../../state/call-context.tsx';

/** Reads out who comes, goes and raises a hand, in a call that is small enough for it. */
export function Announcements() {
  const present = useCall(({ participants }) => participants, samePresence);
  const before = useRef(present);
  const [said, setSaid] = useState<readonly string[]>([]);
  useEffect(() => {
    const news = announcementsBetween(before.current, present);
    before.current = present;
    if (news.length > 0) setSaid(news);
  }, [present]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said.join(' ')}
    </p>
  );
}
