import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Protocol, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { isAppUrl, mainPage, registerAppScheme, resolveAppFile, serveAppScheme } from '../../../src/main/app-scheme.ts';
import { guardNavigation, guardPermissions, limitProcesses, sandboxNotice } from '../../../src/main/security.ts';
import { settle } from '../support/settle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { FakeLog } from './fakes.ts';

const origin = 'holdfast-app://app/';

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;

function permissions({ system = async () => true } = {}) {
  const set: { request?: RequestHandler; check?: CheckHandler } = {};
  const session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'> = {
    setPermissionRequestHandler: (handler) => {
      set.request = handler!;
    },
    setPermissionCheckHandler: (handler) => {
      set.check = handler!;
    },
  };
  guardPermissions(session, new FakeLog(), system);
  return {
    /** What the check handler says of an origin, without a page that asks. */
    checkOrigin: (permission: string, origin: string) =>
      set.check!(null, permission as never, origin, { isMainFrame: false, embeddingOrigin: origin } as never),
    /** What both of Electron's handlers say. */
    async ask(permission: string, url: string, { mediaTypes = [] as string[], isMainFrame = true } = {}) {
      let requested: boolean | undefined;
      const details = { requestingUrl: url, isMainFrame, ...(permission === 'media' ? { mediaTypes } : {}) };
      set.request!({} as never, permission as never, (granted) => (requested = granted), details as never);
      await settle();
      const checks = (mediaTypes.length ? mediaTypes : [undefined]).map((mediaType) =>
        set.check!({} as never, permission as never, URL.canParse(url) ? url : '', {
          isMainFrame,
          mediaType,
          requestingUrl: url,
        } as never),
      );
      return { requested, checked: checks.every(Boolean) };
    },
  };
}

describe('permissions', () => {
  const granted = { requested: true, checked: true };
  const refused = { requested: false, checked: false };

  it.each([
    ['media', ['audio']],
    ['media', ['video']],
    ['media', ['audio', 'video']],
    ['speaker-selection', []],
    ['local-network', []],
    ['local-network-access', []],
    ['loopback-network', []],
  ])("%s %j is the app's own to have", async (permission, mediaTypes) => {
    expect(await permissions().ask(permission, origin, { mediaTypes })).toEqual(granted);
  });

  it.each([
    'display-capture',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'clipboard-read',
    'hid',
    'usb',
    'serial',
    'fileSystem',
    'idle-detection',
    'unknown',
    'constructor',
    '__proto__',
  ])('%s is refused even to the app', async (permission) => {
    expect(await permissions().ask(permission, origin)).toEqual(refused);
  });

  it.each([
    'https://evil.example/',
    'holdfast-app://evil/',
    'holdfast-app://app.evil/',
    'holdfast-app://app@evil/',
    'file:///x',
    'holdfast://app/',
    '',
    'null',
  ])('the microphone is refused to %s', async (url) => {
    expect(await permissions().ask('media', url, { mediaTypes: ['audio'] })).toEqual(refused);
  });

  it('the microphone is refused when the system or its user refuses it', async () => {
    const asked = permissions({ system: async () => false });
    expect((await asked.ask('media', origin, { mediaTypes: ['audio'] })).requested).toBe(false);
    const failing = permissions({ system: () => Promise.reject(new Error('no')) });
    expect((await failing.ask('media', origin, { mediaTypes: ['video'] })).requested).toBe(false);
    expect((await asked.ask('speaker-selection', origin)).requested).toBe(true);
  });

  it('nothing is for frames inside a page', async () => {
    expect(await permissions().ask('media', origin, { mediaTypes: ['audio'], isMainFrame: false })).toEqual(refused);
  });

  it('an origin is judged by itself where no page asks', () => {
    const { checkOrigin } = permissions();
    expect(checkOrigin('media', origin)).toBe(true);
    expect(checkOrigin('geolocation', origin)).toBe(false);
    expect(checkOrigin('media', 'https://evil.example/')).toBe(false);
    expect(checkOrigin('media', '')).toBe(false);
  });

  it('a kind of media that nobody knows is refused', async () => {
    expect(await permissions().ask('media', origin, { mediaTypes: ['audio', 'screen'] })).toEqual(refused);
  });
});

describe('the sandbox', () => {
  const started = (switches: string[]) => {
    let enabled = 0;
    limitProcesses({
      enableSandbox: () => {
        enabled += 1;
      },
      commandLine: { hasSwitch: (name) => switches.includes(name) },
    });
    return enabled;
  };

  it('is for every process', () => {
    expect(started([])).toBe(1);
  });

  it('is left off as a whole where Chromium was told so, instead of put back by half', () => {
    expect(started(['no-sandbox'])).toBe(0);
  });

  it('is missed aloud by an AppImage alone: elsewhere somebody has typed the switch', () => {
    const noticed = (switches: string[], env: NodeJS.ProcessEnv) =>
      sandboxNotice({ commandLine: { hasSwitch: (name) => switches.includes(name) } }, env) !== null;
    expect(noticed(['no-sandbox'], { APPIMAGE: '/x/Holdfast.AppImage' })).toBe(true);
    expect(noticed(['no-sandbox'], {})).toBe(false);
    expect(noticed([], { APPIMAGE: '/x/Holdfast.AppImage' })).toBe(false);
  });
});

describe('navigation', () => {
  function contents() {
    const app = new EventEmitter();
    guardNavigation(app as never, new FakeLog());
    let open: ((details: { url: string }) => unknown) | undefined;
    const webContents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: (details: { url: string }) => unknown) => {
        open = handler;
      },
    });
    app.emit('web-contents-created', {}, webContents);
    const prevented = (event: string, url: string) => {
      let was = false;
      webContents.emit(event, { url, preventDefault: () => (was = true) });
      return was;
    };
    return { prevented, open: (url: string) => open!({ url }) };
  }

  it('stays with the pages of the app', () => {
    const { prevented } = contents();
    expect(prevented('will-navigate', mainPage)).toBe(false);
    for (const url of ['https://evil.example', 'file:///etc/passwd', 'javascript:alert(1)', 'holdfast-app://evil/']) {
      expect(prevented('will-navigate', url)).toBe(true);
      expect(prevented('will-redirect', url)).toBe(true);
    }
  });

  it('opens no windows and embeds no pages', () => {
    const { prevented, open } = contents();
    expect(open(mainPage)).toEqual({ action: 'deny' });
    expect(open('https://evil.example')).toEqual({ action: 'deny' });
    expect(prevented('will-attach-webview', mainPage)).toBe(true);
  });
});

describe('the scheme of the app', () => {
  function serve() {
    const root = join(temporaryFolder(), 'renderer');
    mkdirSync(join(root, 'assets'), { recursive: true });
    writeFileSync(join(root, 'index.html'), '<title>Holdfast</title>');
    writeFileSync(join(root, 'assets/a b.js'), 'a');
    writeFileSync(join(root, 'secret.key'), 'no type of the app');
    writeFileSync(join(root, '../outside.html'), 'outside');
    let handler: ((request: Request) => Response | Promise<Response>) | undefined;
    const protocol: Pick<Protocol, 'handle'> = {
      handle: (_scheme, given) => {
        handler = given as never;
      },
    };
    serveAppScheme(protocol, root, new FakeLog());
    const get = (url: string, method = 'GET', headers: Record<string, string> = {}) =>
      handler!({ url, method, headers: new Headers(headers) } as Request);
    return { root, get };
  }

  it('is standard and secure, so that pages get the microphone', () => {
    const registered: unknown[] = [];
    registerAppScheme({ registerSchemesAsPrivileged: (schemes) => void registered.push(...schemes) });
    expect(registered).toEqual([
      { scheme: 'holdfast-app', privileges: expect.objectContaining({ standard: true, secure: true, stream: true }) },
    ]);
    expect(JSON.stringify(registered)).not.toContain('bypassCSP');
  });

  it('serves files with their type and the content security policy', async () => {
    const { get } = serve();
    const page = await get(mainPage);
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<title>Holdfast</title>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("connect-src 'self' http: https: ws: wss:");
    expect((await get('holdfast-app://app/assets/a%20b.js')).headers.get('content-type')).toContain('javascript');
  });

  it('says how long a sound is', async () => {
    const { root, get } = serve();
    writeFileSync(join(root, 'ring.wav'), '0123456789');
    const whole = await get('holdfast-app://app/ring.wav');
    expect(Object.fromEntries(whole.headers)).toMatchObject({ 'content-length': '10', 'accept-ranges': 'bytes' });
    expect(await whole.text()).toBe('0123456789');
  });

  it.each([
    ['bytes=0-', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=4-', 206, 'bytes 4-9/10', '456789'],
    ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
    ['bytes=8-99', 206, 'bytes 8-9/10', '89'],
    ['bytes=-3', 206, 'bytes 7-9/10', '789'],
    ['bytes=-99', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=10-', 416, 'bytes */10', ''],
    ['bytes=-0', 416, 'bytes */10', ''],
    // Not understood: answered as if nobody had asked for a part.
    ['bytes=4-2', 200, null, '0123456789'],
    ['bytes=0-1,4-5', 200, null, '0123456789'],
    ['lines=0-1', 200, null, '0123456789'],
  ])('gives of a sound what %s asks for', async (range, status, which, text) => {
    const { root, get } = serve();
    writeFileSync(join(root, 'ring.wav'), '0123456789');
    const part = await get('holdfast-app://app/ring.wav', 'GET', { range });
    expect(part.status).toBe(status);
    expect(part.headers.get('content-range')).toBe(which);
    expect(await part.text()).toBe(text);
    if (status !== 416) expect(part.headers.get('content-length')).toBe(String(text.length));
  });

  it.each([
    'holdfast-app://app/..%2foutside.html',
    'holdfast-app://app/%2e%2e/outside.html',
    'holdfast-app://app/assets/..%2f..%2foutside.html',
    'holdfast-app://app/..%5coutside.html',
    'holdfast-app://app//etc/passwd',
    'holdfast-app://app/%00index.html',
    'holdfast-app://app/%E0%A4%A',
    'holdfast-app://app/',
    'holdfast-app://app/assets',
    'holdfast-app://app/secret.key',
    'holdfast-app://evil/index.html',
    'file:///etc/passwd',
  ])('refuses %s', async (url) => {
    const { get } = serve();
    expect([403, 404]).toContain((await get(url)).status);
  });

  it('never names a file outside its folder', () => {
    const { root } = serve();
    for (const path of ['..%2f..%2fx', '%2e%2e/x', 'a/%2e%2e/%2e%2e/x', '..%2frenderer-evil/x', '%2fetc%2fpasswd']) {
      const file = resolveAppFile(root, `holdfast-app://app/${path}`);
      expect(file === null || file.startsWith(`${root}/`)).toBe(true);
    }
    // On Windows a backslash divides folders, too.
    expect(resolveAppFile(root, 'holdfast-app://app/a%5c..%5cx')).toBeNull();
  });

  it('answers nothing but GET, and says 404 for what is not there', async () => {
    const { get } = serve();
    expect((await get(mainPage, 'POST')).status).toBe(403);
    expect((await get('holdfast-app://app/no.html')).status).toBe(404);
  });

  it('is recognised by its parts, not by its beginning', () => {
    expect(isAppUrl(mainPage)).toBe(true);
    for (const url of ['holdfast-app:app', 'holdfast-app://app:80/', 'x holdfast-app://app/', 'HOLDFAST-APP://evil']) {
      expect(isAppUrl(url)).toBe(false);
    }
  });
});
