import type { App, PowerMonitor } from 'electron';

type Parts = {
  powerMonitor: Pick<PowerMonitor, 'on'>;
  app: Pick<App, 'on'>;
  process: Pick<NodeJS.Process, 'on'>;
};

type SystemListeners = {
  /** The machine woke up. */
  resumed: () => void;
  /** The app is to go: shutdown, a signal. There is a little time, but none for questions. */
  end: (reason: string) => void;
  /** The process is ended as soon as this returns. */
  endNow: (reason: string) => void;
};

/**
 * What the system tells every program.
 *
 * To be called once the app is ready: by then Chromium has set its own signal handlers, which would take the place of
 * earlier ones (`PostCreateMainMessageLoop` in electron_browser_main_parts.cc). A signal before that comes as `before-quit`.
 */
export function followSystem({ powerMonitor, app, process }: Parts, { resumed, end, endNow }: SystemListeners): void {
  // The first: on Linux Electron neither waits for nor tells `shutdown` where its listener is the first that powerMonitor
  // ever gets, since it counts them before that one is among them (lib/browser/api/power-monitor.ts).
  powerMonitor.on('resume', resumed);
  // Linux and macOS. It waits for us only until the app has ended.
  powerMonitor.on('shutdown', (event?: { preventDefault?: () => void }) => {
    event?.preventDefault?.();
    end('the system shuts down');
  });
  // Windows tells it to windows, and Electron ends the process with it (`WM_ENDSESSION` in native_window_views_win.cc).
  // `query-session-end` only asks whether the session may end; another program may say no.
  app.on('browser-window-created', (_event, window) => {
    window.on('session-end', () => endNow('the session ends'));
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => end(signal));
  }
}
