import type { App, PowerMonitor } from 'electron';

type Parts = {
  powerMonitor: Pick<PowerMonitor, 'on'>;
  app: Pick<App, 'on'>;
  process: Pick<NodeJS.Process, 'on'>;
};

/** Calls `end` when the system asks the app to go: shutdown, end of the session, a signal. There is no time for questions. */
export function onSystemEnding({ powerMonitor, app, process }: Parts, end: (reason: string) => void): void {
  // Linux and macOS. It waits for us only until the app has ended.
  powerMonitor.on('shutdown', (event?: { preventDefault?: () => void }) => {
    event?.preventDefault?.();
    end('the system shuts down');
  });
  // Windows tells it to windows.
  app.on('browser-window-created', (_event, window) => {
    window.on('query-session-end', () => end('the session ends'));
    window.on('session-end', () => end('the session ends'));
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => end(signal));
  }
}
