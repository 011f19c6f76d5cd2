/** The mini window: shows the call that main tells of, and sends commands back. It knows no phone. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createStore } from 'zustand/vanilla';
import { type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { desktopOf } from '../state/desktop.ts';
import { gated, windowVisibility } from '../state/gate.ts';
import { guardPresses } from '../state/press-guard.ts';
import { systemTicker } from '../state/ticker.ts';
import { MiniWindow } from './mini-window.tsx';
import '../styles/tokens.css';
import '../styles/base.css';

function start(): void {
  const desktop = desktopOf(window);
  const visibility = windowVisibility(document, (listener) => desktop?.app.onVisible(listener));
  guardPresses(window, visibility, systemTicker);
  const calls = createStore<CallsSnapshot>(() => noCalls);
  desktop?.ongoingCall.onSnapshot((shown) => calls.setState(shown));

  const container = document.getElementById('root');
  if (container === null) throw new Error('mini.html has no element with the id root.');
  createRoot(container).render(
    <StrictMode>
      <MiniWindow
        calls={gated(calls, visibility)}
        onCommand={(command) => void desktop?.ongoingCall.command(command)}
        onReturn={() => void desktop?.app.showMain()}
        visibility={visibility}
        clock={systemTicker}
      />
    </StrictMode>,
  );
}

start();
