import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { launchFixture, type RunningFixture } from './support/fixture-app.ts';

describe('where a page may go', { timeout: 30_000 }, () => {
  let app: RunningFixture;
  let server: Server;
  let origin: string;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/redirect') response.writeHead(302, { location: '/target' }).end();
      else response.setHeader('access-control-allow-origin', '*').end('answer');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app = await launchFixture();
    await app.electron.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      const seen = Object.assign(globalThis, { guarded: [] as string[] }).guarded;
      for (const name of ['did-start-navigation', 'will-navigate', 'will-redirect'] as const) {
        webContents.on(name as 'will-navigate', (event) => {
          const kind = event.isSameDocument ? ' in the page' : event.isMainFrame ? '' : ' in a frame';
          seen.push(`${name} ${event.url}${kind}`);
          if (name === 'did-start-navigation') return;
          if (!event.url.startsWith('fixture-app:')) event.preventDefault();
        });
      }
      webContents.setWindowOpenHandler(({ url }) => {
        seen.push(`open ${url}`);
        return { action: 'deny' };
      });
    });
  }, 40_000);
  afterAll(async () => {
    await app.stop();
    server.close();
  }, 20_000);

  const guarded = () => app.electron.evaluate(() => (globalThis as unknown as { guarded: string[] }).guarded.splice(0));
  const url = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL());

  it('a navigation that is prevented never reaches the network, and the page stays', async () => {
    await app.page.evaluate((to) => {
      location.href = `${to}/away`;
    }, origin);
    // It has started before anybody is asked whether it may.
    await eventually(guarded).toEqual([`did-start-navigation ${origin}/away`, `will-navigate ${origin}/away`]);
    expect(await app.page.evaluate(() => document.title)).toBe('Fixture page');
    expect(await url()).toBe('fixture-app://app/index.html');
    expect(asked).not.toContain('/away');
  });

  it('a window that is denied never opens, by script or by link', async () => {
    const opened = await app.page.evaluate((to) => window.open(`${to}/window`), origin);
    expect(opened).toBeNull();
    await app.page.click('#window');
    const wanted: string[] = [];
    await eventually(async () => {
      wanted.push(...(await guarded()));
      return wanted;
    }).toEqual([`open ${origin}/window`, 'open https://example.com/window']);
    await eventually(() => app.electron.windows().length).toBe(1);
    expect(asked).not.toContain('/window');
    expect(await app.page.evaluate(() => document.visibilityState)).toBe('visible');
  });

  it('a redirect of what main loads can be prevented', async () => {
    const error = await app.electron.evaluate(
      ({ BrowserWindow }, to) =>
        BrowserWindow.getAllWindows()[0]!
          .webContents.loadURL(to)
          .catch((failure: Error) => failure.message),
      `${origin}/redirect`,
    );
    expect(error).toBe(`ERR_ABORTED (-3) loading '${origin}/redirect'`);
    expect(await guarded()).toEqual([`did-start-navigation ${origin}/redirect`, `will-redirect ${origin}/target`]);
    expect(asked).not.toContain('/target');
  });

  it('an address where nobody answers fails with its reason', async () => {
    const error = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!
        .webContents.loadURL('http://127.0.0.1:1/')
        .catch((failure: Error) => failure.message),
    );
    expect(error).toBe("ERR_UNSAFE_PORT (-312) loading 'http://127.0.0.1:1/'");
  });

  it('a link within the app goes where it leads', async () => {
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.loadURL('fixture-app://app/index.html'),
    );
    await guarded();
    await app.page.click('#other');
    await app.page.waitForFunction(() => document.title === 'Other page');
    expect(await guarded()).toEqual([
      'did-start-navigation fixture-app://app/other.html',
      'will-navigate fixture-app://app/other.html',
    ]);
    expect(await url()).toBe('fixture-app://app/other.html');
  });

  it('a step within the page and a page in a frame start, too, and are told apart', async () => {
    await app.page.evaluate(() => {
      location.hash = 'there';
    });
    await eventually(url).toBe('fixture-app://app/other.html#there');
    expect(await guarded()).toEqual(['did-start-navigation fixture-app://app/other.html#there in the page']);
    await app.page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = '/index.html';
      document.body.append(frame);
    });
    await eventually(guarded).toEqual(['did-start-navigation fixture-app://app/index.html in a frame']);
  });
});
