// What Electron costs by itself: one window with next to nothing in it, or with the page that BENCH_PAGE names. A page that
// calls itself "hide" is hidden.
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';

app.setPath('userData', process.env.BENCH_USER_DATA);
app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 960, height: 640, show: false, webPreferences: { sandbox: true } });
  window.once('ready-to-show', () => window.show());
  window.on('page-title-updated', (_event, title) => {
    if (title === 'hide') window.hide();
  });
  if (process.env.BENCH_PAGE) window.loadURL(process.env.BENCH_PAGE);
  else window.loadFile(join(import.meta.dirname, 'index.html'));
});
