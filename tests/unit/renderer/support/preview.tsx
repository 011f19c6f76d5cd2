/** The app's own screens with a phone that does nothing: `#SCENE`, `#mini:SCENE`, or `#group:GROUP`. */
import { createRoot, type Root } from 'react-dom/client';
import { createStore } from 'zustand/vanilla';
import { Root as AppRoot, createApp, listenToKeys } from '../../../../src/renderer/app.tsx';
import type { ActiveCall } from '../../../../src/renderer/call/active-call.ts';
import { MiniWindow } from '../../../../src/renderer/mini/mini-window.tsx';
import { guardPresses } from '../../../../src/renderer/state/press-guard.ts';
import type { CallsSnapshot } from '../../../../src/shared/call.ts';
import { FakeDesktop } from './fake-desktop.ts';
import { FakeGroup, FakePhone, online, onlyCall } from './fake-phone.ts';
import { FakeVisibility } from './fake-visibility.ts';
import { type GroupScene, groups } from './groups.ts';
import { type Scene, scenes } from './scenes.ts';
import '../../../../src/renderer/styles/tokens.css';
import '../../../../src/renderer/styles/base.css';

/** 2:05 into the call, until the test moves it on. */
let time = 1_700_000_125_000;
let pending: (() => void) | null = null;
const clock = {
  now: () => time,
  setTimeout: (run: () => void) => {
    pending = run;
    return 1;
  },
  clearTimeout: () => {
    pending = null;
  },
};

const visibility = new FakeVisibility();

/** What waits for new controls and the focus to settle; held, until the test lets that time pass. */
const unsettled = new Map<number, { run: () => void; timer: number | undefined }>();
let nextId = 0;
guardPresses(window, visibility, {
  setTimeout(run, ms) {
    nextId += 1;
    const id = nextId;
    const end = () => {
      unsettled.delete(id);
      run();
    };
    // Without a delay it is the rest of what happens now.
    unsettled.set(id, { run, timer: window.held && ms > 0 ? undefined : window.setTimeout(end, ms) });
    return id;
  },
  clearTimeout(id) {
    clearTimeout(unsettled.get(id)?.timer);
    unsettled.delete(id);
  },
});
window.held = false;
window.settle = () => {
  for (const [id, { run, timer }] of [...unsettled]) {
    clearTimeout(timer);
    unsettled.delete(id);
    run();
  }
};

function picture(colour: string): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const context = canvas.getContext('2d')!;
  const draw = () => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = '#ffffff';
    context.beginPath();
    context.arc(320, 210, 90, 0, 7);
    context.ellipse(320, 470, 190, 150, 0, 0, 7);
    context.fill();
  };
  draw();
  setInterval(draw, 100);
  return canvas.captureStream(10);
}

function desktopOf(scene: Scene): FakeDesktop {
  const desktop = new FakeDesktop();
  desktop.infoNow = { ...desktop.infoNow, ...scene.info };
  return desktop;
}

let stopKeys = () => {};

async function showMain(root: Root, scene: Scene): Promise<void> {
  const [call] = scene.phone.calls;
  visibility.set(true);
  const phone = new FakePhone(
    call === undefined || scene.video === undefined
      ? scene.phone
      : {
          ...scene.phone,
          ...onlyCall({
            ...call,
            peerVideo: picture('#406a5c'),
            localVideo: scene.video === 'both' ? picture('#5a4b80') : null,
          }),
        },
  );
  const desktop = desktopOf(scene);
  const { app, preferences, signIn, navigation, openLink } = createApp({
    phone,
    group: new FakeGroup(phone.asked),
    desktop,
    visibility,
    clock,
  });
  signIn.setState({ automatic: false, ...scene.signIn });
  navigation.setState(scene.navigation ?? {});
  if (scene.link !== undefined) openLink(scene.link);
  for (const id of scene.missed ?? []) {
    const peer = scene.phone.people.find((person) => person.id === id)!;
    phone.state.setState({
      ended: {
        callId: id,
        title: peer.name,
        peer,
        reason: 'no-answer',
        durationMs: null,
        missed: true,
        declined: false,
      },
    });
  }
  phone.state.setState({ ended: scene.phone.ended });
  await preferences.load();
  stopKeys();
  stopKeys = listenToKeys(window, phone, navigation);
  root.render(<AppRoot app={app} />);
  Object.assign(window, {
    phone,
    desktop,
    advance: (ms: number) => {
      time += ms;
      pending?.();
    },
    setVisible: (visible: boolean) => visibility.set(visible),
    changeCall: (change: (call: ActiveCall) => Partial<ActiveCall>) => {
      phone.state.setState(({ calls: [first, ...rest] }) => ({ calls: [{ ...first!, ...change(first!) }, ...rest] }));
    },
  });
}

function showMini(root: Root, scene: Scene): void {
  const commands: string[] = [];
  const mini = createStore<CallsSnapshot>(() => ({
    calls: scene.phone.calls.map(({ snapshot }) => snapshot),
    activeCallId:
      scene.phone.calls.find(({ snapshot }) => snapshot.callId === scene.phone.activeCallId)?.snapshot.callId ?? null,
  }));
  visibility.set(true);
  Object.assign(window, { commands, mini, setVisible: (visible: boolean) => visibility.set(visible) });
  root.render(
    <MiniWindow
      calls={mini}
      onCommand={({ type }) => commands.push(type)}
      onReturn={() => commands.push('return')}
      visibility={visibility}
      clock={clock}
    />,
  );
}

/** A call of many with the pictures that its scene has. */
function groupOf({ call, videos = [], screen }: GroupScene): Scene {
  const participants = call.participants.map((each, n) => ({
    ...each,
    video: videos.includes(n) ? picture(['#406a5c', '#5a4b80', '#80604b', '#4b6a80'][n % 4]!) : null,
    screen: screen === n ? picture('#f4f4f4') : null,
  }));
  return { phone: { ...online, ...onlyCall({ ...call, participants }) }, navigation: { front: 'stage' } };
}

let clear = () => {};

async function showScene(): Promise<void> {
  clear();
  const [, kind, name] = /^#(mini:|group:)?(.+)$/.exec(location.hash) ?? [];
  const group = kind === 'group:' ? groups[name ?? ''] : undefined;
  const scene = scenes[name ?? ''];
  if (scene === undefined && group === undefined) throw new Error(`There is no scene ${location.hash}.`);
  const container = document.getElementById('root')!;
  container.removeAttribute('data-scene');
  const root = createRoot(container);
  clear = () => root.unmount();
  if (group !== undefined) await showMain(root, groupOf(group));
  else if (scene !== undefined && kind === undefined) await showMain(root, scene);
  else if (scene !== undefined) showMini(root, scene);
  requestAnimationFrame(() => container.setAttribute('data-scene', location.hash));
}

window.addEventListener('hashchange', () => void showScene());
await showScene();
