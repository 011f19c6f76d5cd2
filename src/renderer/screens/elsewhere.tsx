import { MonitorSmartphone } from 'lucide-react';
import { words } from '../../shared/words.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useApp, usePhone } from '../state/app-context.tsx';

/** Calls that one is in on another of one's own devices: each can go on here. */
export function ElsewhereCalls() {
  const { group } = useApp();
  const calls = usePhone((state) => state.elsewhere);
  if (group === null) return null;
  return calls.map(({ sessionId, title, with: others }) => {
    const name = title ?? others.map((person) => person.name).join(', ');
    return (
      <Notice
        key={sessionId}
        icon={MonitorSmartphone}
        tone="calm"
        title={words.calls.elsewhere(name)}
        action={
          <Button data-control={`continue ${sessionId}`} onClick={() => group.continueHere(sessionId)}>
            {words.calls.continueHere}
          </Button>
        }
      />
    );
  });
}
