/**
 * Electron's list for security (https://www.electronjs.org/docs/latest/tutorial/security), asked of windows, sessions and
 * pages that run; the numbers are the list's. Elsewhere: 1, a server without encryption wants a yes
 * (tests/unit/renderer/sign-in.test.ts); 4, the sandbox of the processes, and 19, the fuses (tests/packaged); 16, which
 * Electron it is, stands exactly in package.json.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chooseElectron, projectRoot } from '../e2e/support/electron.ts';
import { expect, test } from './support/fixtures.ts';
import type { SmokeApp } from './support/smoke-app.ts';

const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** In a page of the app: what it could do if it were somebody else's. */
async function tryInPage(elsewhere: string) {
  const violated: string[] = [];
  document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
  const insert = (tag: string, properties: object) => {
    document.body.append(Object.assign(document.createElement(tag), properties));
  };
  insert('script', { textContent: 'globalThis.injected = true' });
  insert('script', { src: `${elsewhere}script.js` });
  insert('style', { textContent: 'body { display: none }' });
  insert('iframe', { src: elsewhere });
  insert('object', { data: elsewhere });
  insert('webview', { src: elsewhere });
  const opened = window.open(elsewhere) !== null;
  const refusal = (ask: Promise<unknown>) =>
    ask.then(
      () => 'granted',
      ({ name }: Error) => name,
    );
  const geolocation = new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, ({ code }) =>
      reject({ name: code === 1 ? 'denied' : `${code}` }),
    );
  });
  // At once: what is asked without a person having just done something is refused for that alone.
  const [positioned, recorded, notified] = await Promise.all([
    refusal(geolocation),
    refusal(navigator.mediaDevices.getDisplayMedia({ video: true })),
    Notification.requestPermission(),
  ]);
  const asked = { geolocation: positioned, screen: recorded, notifications: notified };
  // Later: what DevTools itself calls may evaluate whatever the policy says.
  const evaluated = await new Promise<boolean>((resolve) => {
    setTimeout(() => {
      try {
        resolve(Boolean(Reflect.construct(Function, ['return true'])()));
      } catch {
        resolve(false);
      }
    });
  });
  const headers = Object.fromEntries((await fetch(location.href)).headers);
  const used = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
  return {
    violated: [...new Set(violated)].sort(),
    injected: 'injected' in globalThis,
    hidden: getComputedStyle(document.body).display === 'none',
    evaluated,
    opened,
    asked,
    headers,
    insecure: used.filter(
      ({ protocol, hostname }) => protocol === 'http:' && !/(^|\.)(localhost|127\.0\.0\.1)$/u.test(hostname),
    ),
    ofNode: ['require', 'process', 'Buffer', 'module', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
    bridge: Object.entries(window.holdfast ?? {}).flatMap(([group, of]) =>
      Object.keys(of).map((name) => `${group}.${name}`),
    ),
  };
}

/** In a page that is not the app's, though it has the app's preload. */
async function tryElsewhere() {
  const granted = (ask: Promise<unknown>) =>
    ask.then(
      () => 'granted',
      ({ name }: Error) => name,
    );
  const { account, settings } = window.holdfast ?? {};
  return {
    microphone: await granted(navigator.mediaDevices.getUserMedia({ audio: true })),
    notifications: await Notification.requestPermission(),
    opened: window.open(location.href) !== null,
    answers: await Promise.all([account?.load(), settings?.load()]),
  };
}

/** A web page that somebody else serves, on this machine so that it is a secure context, where a microphone can be asked for. */
async function foreignPage(): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>Elsewhere</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Chromium connects ahead of what it may ask for: one that has asked for nothing is waited for, not idle.
        server.closeAllConnections();
      }),
  };
}

const windowsOf = (app: SmokeApp) =>
  app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => {
      const { getLastWebPreferences } =
        'getLastWebPreferences' in webContents
          ? // Not in the typings: what Electron's own tests ask (spec/api-browser-window-spec.ts).
            (webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> })
          : {};
      return { url: webContents.getURL(), preferences: getLastWebPreferences?.call(webContents) ?? null };
    }),
  );

test("windows, sessions and pages are as Electron's list for security wants them", async ({ app }) => {
  await using elsewhere = await foreignPage();
  await app.button('Call Echo').first().click();
  await expect(app.window.getByText('Connected', { exact: true })).toBeVisible({ timeout: 30_000 });
  await app.closeWindow();
  await expect.poll(() => app.miniWindowVisible()).toBe(true);

  await test.step('2, 3, 4, 6, 8, 9, 10, 12, 18: what the windows are', async () => {
    const windows = await windowsOf(app);
    expect(windows.map(({ url }) => url).sort()).toEqual([
      'holdfast-app://app/index.html',
      'holdfast-app://app/mini.html',
    ]);
    // The stand-in makes no window with any other preferences.
    for (const { preferences } of chooseElectron().kind === 'stand-in' ? [] : windows) {
      expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
      expect(preferences?.webSecurity ?? true).toBe(true);
      const off = ['allowRunningInsecureContent', 'experimentalFeatures', 'webviewTag', 'nodeIntegrationInWorker'];
      for (const name of [...off, 'nodeIntegrationInSubFrames']) expect(preferences?.[name] ?? false).toBe(false);
      expect(preferences?.enableBlinkFeatures ?? '').toBe('');
    }
  });

  // Both pages have the same policy; the main one is the one that a person types into.
  const tried = await app.window.evaluate(tryInPage, elsewhere.url);
  // What was tried on purpose.
  app.complaints.length = 0;

  await test.step('1, 7: what the page may load and run', () => {
    const served = tried.headers['content-security-policy'] ?? '';
    const directives = Object.fromEntries(served.split('; ').map((each) => each.split(/ (.*)/u)));
    expect(directives).toMatchObject(policy);
    expect(served).not.toContain('unsafe');
    expect(tried.headers['x-content-type-options']).toBe('nosniff');
    expect(tried).toMatchObject({ injected: false, hidden: false, evaluated: false, insecure: [] });
    expect(tried.violated).toEqual(
      expect.arrayContaining(['frame-src', 'object-src', 'script-src-elem', 'style-src-elem']),
    );
  });

  await test.step('5: what even the app may not', () => {
    // Electron without a handler for it says that it is not supported.
    const screen = expect.stringMatching(/^Not(Allowed|Supported)Error$/u) as unknown;
    expect(tried.asked).toEqual({ geolocation: 'denied', screen, notifications: 'denied' });
  });

  await test.step('20: what the page has of Electron', () => {
    expect(tried.ofNode).toEqual([]);
    const groups = ['account', 'app', 'ongoingCall', 'settings'];
    expect([...new Set(tried.bridge.map((name) => name.split('.')[0]))].sort()).toEqual(groups);
    expect(tried.bridge.filter((name) => /send|invoke|ipc|shell|open/iu.test(name))).toEqual([]);
  });

  await test.step('11, 13, 14, 15: nothing leads out of the app', async () => {
    expect(tried.opened).toBe(false);
    const before = (await windowsOf(app)).length;
    await app.window.evaluate((url) => {
      location.href = url;
      document.body.append(Object.assign(document.createElement('a'), { href: url, target: '_blank', id: 'out' }));
      document.querySelector<HTMLElement>('#out')?.click();
    }, elsewhere.url);
    expect(await app.window.evaluate((url) => location.href.startsWith(url), elsewhere.url)).toBe(false);
    expect(await windowsOf(app)).toHaveLength(before);
    expect(await app.button('Hang up').isVisible()).toBe(true);
  });

  await test.step('5, 12, 14, 17: what a page that is not the app\u2019s gets in the app\u2019s session, with its preload', async () => {
    await app.electron.evaluate(
      async ({ BrowserWindow }, { url, preload }) => {
        await new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } }).loadURL(url);
      },
      { url: elsewhere.url, preload: `${projectRoot}/out/preload/index.cjs` },
    );
    const find = () => app.electron.windows().find((page) => page.url().startsWith(elsewhere.url));
    // Playwright hears of a new page a moment later than the app.
    await expect.poll(() => find() !== undefined).toBe(true);
    const page = find()!;
    const refused = { ok: false, error: expect.objectContaining({ code: 'forbidden-sender' }) as unknown };
    expect(await page.evaluate(tryElsewhere)).toEqual({
      microphone: 'NotAllowedError',
      notifications: 'denied',
      opened: false,
      answers: [refused, refused],
    });
    await page.close();
  });
});
