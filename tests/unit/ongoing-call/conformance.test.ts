/** What every surface must do, whatever it shows and wherever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadgeSurface } from '../../../src/main/ongoing-call/badge.ts';
import { DockSurface } from '../../../src/main/ongoing-call/dock.ts';
import { ElectronNotification } from '../../../src/main/ongoing-call/electron-notification.ts';
import { MiniSurface } from '../../../src/main/ongoing-call/mini.ts';
import { MissedCalls } from '../../../src/main/ongoing-call/missed-calls.ts';
import { MissedNotification } from '../../../src/main/ongoing-call/missed-notification.ts';
import { NotificationSurface, passingEveryMs } from '../../../src/main/ongoing-call/notification.ts';
import type { Presence } from '../../../src/main/ongoing-call/ports.ts';
import { PowerSurface } from '../../../src/main/ongoing-call/power.ts';
import { SecondNotification } from '../../../src/main/ongoing-call/second-notification.ts';
import { ServerConnection } from '../../../src/main/ongoing-call/server-connection.ts';
import { ShortcutSurface } from '../../../src/main/ongoing-call/shortcut.ts';
import type { CallSurface } from '../../../src/main/ongoing-call/surface.ts';
import { TaskbarSurface } from '../../../src/main/ongoing-call/taskbar.ts';
import { TraySurface } from '../../../src/main/ongoing-call/tray.ts';
import { type CallSnapshot, type CallsSnapshot, callId, noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import {
  buildMenu,
  createImage,
  FakeApp,
  FakeDock,
  FakeGlobalShortcut,
  FakePowerSaveBlocker,
  FakeTaskbarWindow,
  FakeTray,
  labelsOf,
} from './fake-electron.ts';
import { FakeNotificationScreen } from './fake-notifications.ts';
import { Fault } from './fault.ts';
import {
  aCall,
  callsOf,
  commandRecorder,
  createService,
  FakeEnds,
  FakeLog,
  FakeMainWindow,
  FakeMiniWindow,
  FakeSettings,
  states,
} from './fixtures.ts';
import { abortStep, activateStep, callOf, callStep, callsStep, endStep, windowStep } from './steps.ts';

type Surroundings = {
  clock: ManualClock;
  mainWindow: FakeMainWindow;
  settings: FakeSettings;
  missed: MissedCalls;
  fault: Fault;
};
type Subject = {
  surface: CallSurface;
  /** Everything a person could notice of it, as plain data. */
  desktop: () => unknown;
  /** That, once the surface is no more. */
  gone: unknown;
};
type Make = (around: Surroundings) => Subject;

const send = () => {};
const showMain = () => {};

function trayOn(platform: NodeJS.Platform): Make {
  return ({ clock, missed, fault }) => {
    const trays: FakeTray[] = [];
    const createTray = (image: Electron.NativeImage) => {
      const tray = new FakeTray(image, fault);
      trays.push(tray);
      return tray;
    };
    const icons = '/resources/tray';
    const surface = new TraySurface({
      platform,
      icons,
      createTray,
      createImage,
      buildMenu,
      missed,
      connection: new ServerConnection(),
      send,
      showMain,
      quit: send,
      clock,
    });
    const visible = () => trays.filter(({ destroyed }) => !destroyed);
    return {
      surface,
      desktop: () =>
        visible().map(({ image, tooltip, title, menu }) => ({ image, tooltip, title, menu: labelsOf(menu) })),
      gone: [],
    };
  };
}

function notificationOn(platform: NodeJS.Platform): Make {
  return ({ clock, mainWindow, settings, fault }) => {
    const screen = new FakeNotificationScreen({ platform, fault });
    const { create, isSupported } = screen;
    const surface = new NotificationSurface({
      createPresenter: (events) =>
        new ElectronNotification({ platform, name: 'call', create, isSupported, events, log: new FakeLog() }),
      mainWindow,
      settings,
      ended: new FakeEnds(),
      send,
      clock,
    });
    return { surface, desktop: () => screen.shown.map(({ options: { id, ...said } }) => said), gone: [] };
  };
}

const surfaces: Record<string, Make> = {
  'tray on Linux': trayOn('linux'),
  'tray on Windows': trayOn('win32'),
  'tray on macOS': trayOn('darwin'),
  'notification on Windows': notificationOn('win32'),
  'notification on macOS': notificationOn('darwin'),
  'notification of Electron on Linux': notificationOn('linux'),
  'second call': ({ clock, mainWindow, settings, fault }) => {
    const screen = new FakeNotificationScreen({ platform: 'win32', fault });
    const { create, isSupported } = screen;
    const surface = new SecondNotification({
      createPresenter: (events) =>
        new ElectronNotification({
          platform: 'win32',
          name: 'second',
          create,
          isSupported,
          events,
          log: new FakeLog(),
        }),
      mainWindow,
      settings,
      send,
      clock,
    });
    return { surface, desktop: () => screen.shown.map(({ options: { id, ...said } }) => said), gone: [] };
  },
  power: ({ mainWindow, clock, fault }) => {
    const blocker = new FakePowerSaveBlocker(fault);
    return {
      surface: new PowerSurface({ blocker, mainWindow, clock }),
      desktop: () => [...blocker.held.values()],
      gone: [],
    };
  },
  'mini window': ({ mainWindow, settings }) => {
    const miniWindow = new FakeMiniWindow();
    return {
      surface: new MiniSurface({ miniWindow, mainWindow, settings }),
      desktop: () => miniWindow.showing,
      gone: null,
    };
  },
  taskbar: ({ mainWindow, fault }) => {
    const window = new FakeTaskbarWindow(fault);
    mainWindow.window = window;
    return {
      surface: new TaskbarSurface({ resources: '/resources', createImage, mainWindow, send }),
      desktop: () => ({
        flashing: mainWindow.flashing,
        overlay: window.overlay,
        description: window.description,
        buttons: window.buttons.map(({ tooltip }) => tooltip),
      }),
      gone: { flashing: false, overlay: null, description: '', buttons: [] },
    };
  },
  dock: ({ missed, fault }) => {
    const dock = new FakeDock(fault);
    return {
      surface: new DockSurface({ dock, buildMenu, missed, send, showMain }),
      desktop: () => ({ menu: labelsOf(dock.menu), badge: dock.badge, bouncing: dock.bouncing.size }),
      gone: { menu: [], badge: '', bouncing: 0 },
    };
  },
  'missed calls': ({ missed, fault }) => {
    const screen = new FakeNotificationScreen({ platform: 'win32', fault });
    const { create, isSupported } = screen;
    const surface = new MissedNotification({
      createPresenter: (events) =>
        new ElectronNotification({
          platform: 'win32',
          name: 'missed',
          create,
          isSupported,
          events,
          log: new FakeLog(),
        }),
      missed,
      showMain,
    });
    return { surface, desktop: () => screen.shown.map(({ options }) => options.title), gone: [] };
  },
  badge: ({ missed }) => {
    const app = new FakeApp();
    return { surface: new BadgeSurface({ app, missed }), desktop: () => app.badge, gone: 0 };
  },
  shortcut: ({ settings, fault }) => {
    const globalShortcut = new FakeGlobalShortcut({ fault });
    return {
      surface: new ShortcutSurface({ globalShortcut, portal: false, settings, send, log: new FakeLog() }),
      desktop: () => [...globalShortcut.registered.keys()],
      gone: [],
    };
  },
  'shortcut by a portal': ({ settings, fault }) => {
    const globalShortcut = new FakeGlobalShortcut({ fault, portal: true });
    const { send, sent } = commandRecorder();
    return {
      surface: new ShortcutSurface({ globalShortcut, portal: true, settings, send, log: new FakeLog() }),
      desktop: () => {
        sent.length = 0;
        for (const press of globalShortcut.registered.values()) press();
        return [...sent];
      },
      gone: [],
    };
  },
};

function surroundings(): Surroundings {
  const mainWindow = new FakeMainWindow(false);
  const clock = new ManualClock();
  return {
    clock,
    mainWindow,
    settings: new FakeSettings(),
    missed: new MissedCalls(new FakeEnds(), mainWindow, clock),
    fault: new Fault(),
  };
}

/** What a desktop shows that has seen nothing but these calls. */
function fresh(
  make: Make,
  shown: CallSnapshot | CallsSnapshot | null,
  { presence = 'hidden' as Presence, waited = 0 } = {},
): unknown {
  const around = surroundings();
  around.mainWindow.setPresence(presence);
  around.clock.advance(waited);
  const { surface, desktop } = make(around);
  if (shown) surface.show('calls' in shown ? shown : callsOf(shown));
  return desktop();
}

const step = fc.oneof(
  callStep,
  endStep,
  activateStep,
  abortStep,
  windowStep,
  fc.record({
    do: fc.constant('break' as const),
    at: fc.constantFrom(
      'setContextMenu',
      'setImage',
      'setToolTip',
      'show',
      'start',
      'setThumbarButtons',
      'setOverlayIcon',
      'setMenu',
      'register',
    ),
  }),
  // A call's hold is over long before it makes a difference to power.
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(10_000) }),
);

for (const [name, make] of Object.entries(surfaces)) {
  describe(`conformance: ${name}`, () => {
    it('shows the same when launched twice', () => {
      const { surface, desktop } = make(surroundings());
      surface.show(callsOf(aCall()));
      surface.show(callsOf(aCall()));
      expect(desktop()).toEqual(fresh(make, callsOf(aCall())));
    });

    it('shows a call whose first word is an update', () => {
      const { surface, desktop } = make(surroundings());
      surface.show(callsOf(states.muted));
      expect(desktop()).toEqual(fresh(make, callsOf(states.muted)));
    });

    it('shows nothing of a call after an abort, nor after another one', () => {
      const { surface, desktop } = make(surroundings());
      surface.show(noCalls);
      expect(desktop()).toEqual(fresh(make, noCalls));
      surface.show(callsOf(aCall()));
      surface.show(noCalls);
      surface.show(noCalls);
      expect(desktop()).toEqual(fresh(make, noCalls));
    });

    it('leaves nothing behind and wakes up no more once it is disposed of', async () => {
      const around = surroundings();
      const { surface, desktop, gone } = make(around);
      surface.show(callsOf(aCall()));
      await surface.dispose?.();
      expect(desktop()).toEqual(gone);
      surface.show(callsOf(aCall()));
      around.mainWindow.setVisible(true);
      around.mainWindow.setVisible(false);
      surface.show(noCalls);
      await surface.dispose?.();
      expect(around.clock.pending).toBe(0);
      expect(desktop()).toEqual(gone);
    });

    it('shows exactly what it was told last, whichever calls that are and whichever were before', () => {
      fc.assert(
        fc.property(fc.array(fc.oneof(callsStep, abortStep, windowStep), { maxLength: 20 }), (steps) => {
          const around = surroundings();
          const { surface, desktop } = make(around);
          let last = noCalls;
          for (const each of steps) {
            if (each.do === 'window') around.mainWindow.setPresence(each.presence);
            else last = each.do === 'calls' ? each.calls : noCalls;
            surface.show(last);
          }
          // What changes by itself is told only now and then: it catches up.
          around.clock.advance(passingEveryMs);
          surface.show(last);
          const presence = around.mainWindow.presence();
          expect(desktop()).toEqual(fresh(make, last, { presence, waited: passingEveryMs }));
        }),
        { numRuns: 500 },
      );
    });

    it('shows exactly what the last snapshot says, or nothing, after 1,000 random sequences with failures in between', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
          const around = surroundings();
          const { surface, desktop } = make(around);
          const service = createService({ clock: around.clock, log: new FakeLog() });
          service.attach(surface);
          for (const each of steps) {
            try {
              if (each.do === 'abort') service.abortAll();
              else if (each.do === 'end') service.abort(callId.parse(each.id));
              else if (each.do === 'activate') service.activate(each.id === null ? null : callId.parse(each.id));
              else if (each.do === 'window') around.mainWindow.setPresence(each.presence);
              else if (each.do === 'wait') around.clock.advance(each.ms);
              else if (each.do === 'break') around.fault.at = each.at;
              else service[each.do](callOf(each));
            } catch {
              // The part that is broken said so.
            }
          }
          around.fault.at = null;
          // What changes by itself catches up, and what failed is made good by the next word.
          around.clock.advance(passingEveryMs);
          surface.show(service.calls);
          const waited = around.clock.now() - new ManualClock().now();
          const presence = around.mainWindow.presence();
          expect(desktop()).toEqual(fresh(make, service.calls, { presence, waited }));
          service.abortAll();
          surface.show(noCalls);
          expect(desktop()).toEqual(fresh(make, null, { presence, waited }));
        }),
        { numRuns: 1_000 },
      );
    });
  });
}
