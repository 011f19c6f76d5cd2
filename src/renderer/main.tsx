/** The main window: builds its parts, wires them, shows them. */
import './no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApp, listenToKeys, Root } from './app.tsx';
import { connectDesktop } from './desktop/desktop-bridge.ts';
import { createPhone } from './phone/create-phone.ts';
import { soundFiles } from './sounds/sound-files.ts';
import { playSounds } from './sounds/sound-player.ts';
import { desktopOf } from './state/desktop.ts';
import { windowVisibility } from './state/gate.ts';
import { guardPresses } from './state/press-guard.ts';
import { systemTicker } from './state/ticker.ts';
import './styles/tokens.css';
import './styles/base.css';

async function start(): Promise<void> {
  const desktop = desktopOf(window);
  const kept = desktop?.account.load();
  const info = await desktop?.app.info();
  const known = info?.ok ? info.value : null;

  // A plain page is a new installation each time.
  const phone = createPhone({ deviceId: known?.deviceId ?? crypto.randomUUID() });
  connectDesktop(phone);

  const visibility = windowVisibility(document, (listener) => desktop?.app.onVisible(listener));
  const showVisibility = (visible: boolean) => {
    phone.setVisible(visible);
    document.documentElement.toggleAttribute('data-hidden', !visible);
  };
  visibility.subscribe(showVisibility);
  showVisibility(visibility.visible());

  const { app, preferences, signIn, navigation, wishes, openLink } = createApp({
    phone,
    group: phone.group,
    desktop,
    visibility,
    clock: systemTicker,
  });

  playSounds({ phone: phone.state, preferences, audioOf: (name) => new Audio(soundFiles[name]) });
  // First: what it refuses reaches nobody.
  guardPresses(window, visibility, systemTicker);
  listenToKeys(window, phone, navigation);
  desktop?.app.onLink(openLink);
  desktop?.app.onSessionWish(wishes.take);
  desktop?.app.onResumed(() => phone.networkChanged());

  if (known !== null) {
    phone.resumeCalls(known.resume);
    phone.leaveCalls(known.leave);
  }
  // The server is on its way to answering while the first picture is made, which takes this thread longer than both ways.
  const signingIn = signIn.start(kept);

  const container = document.getElementById('root');
  if (container === null) throw new Error('index.html has no element with the id root.');
  createRoot(container).render(
    <StrictMode>
      <Root app={app} />
    </StrictMode>,
  );

  await Promise.all([preferences.load(), signingIn]);
  // Main may have something to say about the account that it looked for.
  await preferences.refreshInfo();
}

void start();
