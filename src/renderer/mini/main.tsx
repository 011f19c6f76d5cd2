/** The mini window: shows the call that main tells of, and sends commands back. It knows no phone. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallSnapshot } from '../../shared/call.ts';
import { desktopOf } from '../state/desktop.ts';
import { gated, windowVisibility } from '../state/gate.ts';
import { Mini } from './mini.tsx';
import '../styles/tokens.css';
import '../styles/base.css';

function start(): void {
  const desktop = desktopOf(window);
  const visibility = windowVisibility(document, (listener) => desktop?.app.onVisible(listener));
  const calls = createStore<{ call: CallSnapshot | null }>(() => ({ call: null }));
  const shown = gated(calls, visibility);
  const clock = {
    now: () => Date.now(),
    setTimeout: (run: () => void, ms: number) => window.setTimeout(run, ms),
    clearTimeout: (id: number) => window.clearTimeout(id),
  };
  desktop?.ongoingCall.onSnapshot((call) => calls.setState({ call }));

  function MiniWindow() {
    const call = useStore(shown, (state) => state.call);
    return (
      <Mini
        call={call}
        onCommand={(type) => {
          if (call !== null) void desktop?.ongoingCall.command({ callId: call.callId, type });
        }}
        onReturn={() => void desktop?.app.showMain()}
        visibility={visibility}
        clock={clock}
      />
    );
  }

  const container = document.getElementById('root');
  if (container === null) throw new Error('mini.html has no element with the id root.');
  createRoot(container).render(
    <StrictMode>
      <MiniWindow />
    </StrictMode>,
  );
}

start();
