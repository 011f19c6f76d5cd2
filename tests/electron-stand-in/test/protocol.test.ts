import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { launchFixture, type RunningFixture } from './support/fixture-app.ts';

describe('a page of the app’s own scheme', { timeout: 30_000 }, () => {
  let app: RunningFixture;
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer(({ url, headers }, response) => {
      const allowed = new URL(url ?? '', 'http://server').searchParams.get('allow') ?? '*';
      response.setHeader('access-control-allow-origin', allowed).end(`answer to ${headers.origin}`);
    });
    new WebSocketServer({ server }).on('connection', (socket, { headers }) => socket.send(`welcome ${headers.origin}`));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    app = await launchFixture();
  }, 40_000);
  afterAll(async () => {
    await app.stop();
    server.closeAllConnections();
    server.close();
  }, 20_000);

  it('is a secure context with an origin that stays', async () => {
    const page = await app.page.evaluate(() => [isSecureContext, origin, typeof navigator.mediaDevices]);
    expect(page).toEqual([true, 'http://app.fixture-app.localhost', 'object']);
  });

  it('is known to servers by its own origin, and gets what is meant for that alone', async () => {
    const [forAll, forApp, forAddress, own, socket] = await app.page.evaluate(async (to) => {
      const get = (url: string) =>
        fetch(url).then(
          (response) => response.text(),
          () => 'refused',
        );
      const allowing = (origin: string) => get(`http://${to}/?allow=${encodeURIComponent(origin)}`);
      const greeting = new Promise((resolve) => {
        new WebSocket(`ws://${to}/`).onmessage = ({ data }) => resolve(data);
      });
      return [
        await allowing('*'),
        await allowing('fixture-app://app'),
        await allowing(origin),
        await fetch('/origin', { method: 'POST' }).then((response) => response.text()),
        await greeting,
      ];
    }, address);
    const answer = 'answer to fixture-app://app';
    expect([forAll, forApp, forAddress, own]).toEqual([answer, answer, 'refused', 'fixture-app://app']);
    expect(socket).toBe('welcome fixture-app://app');
  });

  it('has what its scheme was privileged with, and nothing else', async () => {
    const has = async (scheme: string) => {
      const opened = app.electron.waitForEvent('window');
      await app.electron.evaluate(async ({ BrowserWindow }, own) => {
        await new BrowserWindow({ show: false }).loadURL(`${own}://app/other.html`);
      }, scheme);
      const page = await opened;
      await page.waitForFunction(() => document.title === 'Other page');
      const fetches = () =>
        fetch('/other.html').then(
          ({ status }) => status,
          ({ message }: Error) => message,
        );
      const found = [
        await page.evaluate(() => [isSecureContext, typeof navigator.mediaDevices]),
        await page.evaluate(fetches),
      ];
      await page.close();
      return found;
    };
    expect((await has('fixture-poor'))[0]).toEqual([false, 'undefined']);
    expect(await has('fixture-mute')).toEqual([[true, 'object'], 'Failed to fetch']);
  });

  it('keeps what it stores from one start to the next', async () => {
    await app.page.evaluate(() => localStorage.setItem('kept', 'yes'));
    const { userData } = app;
    await app.electron.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => {});
    await app.electron.waitForEvent('close').catch(() => {});
    app = await launchFixture({ userData });
    expect(await app.page.evaluate(() => localStorage.getItem('kept'))).toBe('yes');
  });

  it('gets what the handler answers: method, body, status', async () => {
    const answer = await app.page.evaluate(async () => {
      const response = await fetch('/echo', { method: 'POST', body: 'sent' });
      return [response.status, response.headers.get('x-method'), await response.text()];
    });
    expect(answer).toEqual([200, 'POST', 'sent']);
  });

  it('gets a network error where the handler throws', async () => {
    expect(await app.page.evaluate(() => fetch('/broken').catch((error: Error) => error.message))).toBe(
      'Failed to fetch',
    );
  });

  it('is held to the policy that the handler sends', async () => {
    const ran = await app.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
      return 'ranInline' in globalThis;
    });
    expect(ran).toBe(false);
  });

  it('reaches a plain server on this machine, by HTTP and by WebSocket', async () => {
    const answers = await app.page.evaluate(async (to) => {
      const fetched = await (await fetch(`http://${to}/`)).text();
      const message = await new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${to}/`);
        socket.onmessage = ({ data }) => resolve(data);
        socket.onerror = () => reject(new Error('no connection'));
      });
      return [fetched, message];
    }, address);
    expect(answers).toEqual(['answer to fixture-app://app', 'welcome fixture-app://app']);
  });

  it('is fetched by main under its own name', async () => {
    const answer = await app.electron.evaluate(async ({ net }) => {
      const response = await net.fetch('fixture-app://app/other.html');
      return [response.status, (await response.text()).includes('Other page')];
    });
    expect(answer).toEqual([200, true]);
  });
});
