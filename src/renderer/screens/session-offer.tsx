import { Link } from 'lucide-react';
import { words } from '../../shared/words.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useApp, useSessionOffer } from '../state/app-context.tsx';

/** A link to a session that was opened: it is joined only when somebody says so. */
export function SessionOffer() {
  const { wishes } = useApp();
  const offer = useSessionOffer();
  if (offer === null) return null;
  const { hindrance, link } = offer;
  const server = new URL(link.server).host;
  return (
    <Notice
      icon={Link}
      tone="calm"
      title={words.sessionLink.title(hindrance, server)}
      action={hindrance === null && <Button onClick={() => wishes.accept()}>{words.sessionLink.join}</Button>}
      onDismiss={() => wishes.dismiss()}
    >
      <p>{words.sessionLink.advice(hindrance, server, link.settings.muted)}</p>
    </Notice>
  );
}
