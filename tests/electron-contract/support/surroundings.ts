/** What the app has around it: a screen, buses and a server of its own on Linux; elsewhere the machine's screen, and the server. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Desktop } from '../../desktop/desktop.ts';
import { inhibitFlags } from '../../desktop/inhibitors.ts';
import { XServer } from '../../electron-stand-in/test/support/x-server.ts';
import type { Desk, SeenRequest, Where } from '../desk.ts';

/** As scripts/on-wayland.mjs has it: there is a compositor whose screen is meant for this. Otherwise there is one of its own. */
const onWayland = process.env.HOLDFAST_SCREEN === 'given' && process.env.XDG_SESSION_TYPE === 'wayland';

export class Surroundings implements AsyncDisposable {
  readonly where: Where;
  readonly #desktop: Desktop | null;
  readonly #screen: XServer | null;
  readonly #server: Server;
  readonly #requests: SeenRequest[] = [];

  static async start(): Promise<Surroundings> {
    const linux = process.platform === 'linux';
    const desktop = linux ? await Desktop.start() : null;
    const screen = linux && !onWayland ? await XServer.start() : null;
    const surroundings = new Surroundings(desktop, screen);
    await new Promise<void>((resolve) => surroundings.#server.listen(0, '127.0.0.1', resolve));
    return surroundings;
  }

  private constructor(desktop: Desktop | null, screen: XServer | null) {
    this.#desktop = desktop;
    this.#screen = screen;
    this.where = {
      platform: process.platform,
      display: screen ? 'x11' : desktop ? 'wayland' : 'own',
      desktop: desktop !== null,
    };
    this.#server = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
      if (pathname !== '/private') response.setHeader('access-control-allow-origin', '*');
      if (pathname === '/redirect') {
        response.writeHead(302, { location: searchParams.get('to') ?? '/' }).end();
        return;
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(await this.#answer(request)));
    });
  }

  get server(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What a program needs in its environment to be here. */
  get environment(): Record<string, string> {
    return {
      ...this.#desktop?.environment,
      ...(this.#screen ? { DISPLAY: this.#screen.name, XDG_SESSION_TYPE: 'x11' } : {}),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await Promise.all([this.#screen?.stop(), this.#desktop?.stop()]);
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    const { method = '', url = '', headers } = request;
    const name = /^\/desk\/(\w+)$/.exec(url)?.[1];
    if (name === undefined) {
      this.#requests.push({ method, url, headers });
      return {};
    }
    try {
      const args = JSON.parse(await text(request)) as never[];
      const ask = this.#desk[name as keyof Desk] as (...args: never[]) => Promise<unknown>;
      return { value: (await ask(...args)) ?? null };
    } catch (error) {
      return { error: String(error) };
    }
  }

  get #on(): Desktop {
    if (!this.#desktop) throw new Error('there is no desktop to ask here');
    return this.#desktop;
  }

  get #x11(): XServer {
    if (!this.#screen) throw new Error('there is no X11 display here');
    return this.#screen;
  }

  readonly #desk: Desk = {
    notifications: async () => [...this.#on.notifications.open],
    pressNotification: async (label) => this.#on.notifications.press(label),
    clickNotification: async (id) => this.#on.notifications.click(id),
    dismissNotification: async (id) => this.#on.notifications.dismiss(id),
    setNotificationCapabilities: async (names) => {
      this.#on.notifications.capabilities = names;
    },
    tray: () => this.#on.tray.items(),
    clickTrayMenu: (label) => this.#on.tray.click(label),
    activateTray: () => this.#on.tray.activate(),
    inhibitors: async () =>
      this.#on.inhibitors.held.map(({ app, reason, flags }) => ({
        app,
        reason,
        keepsAwake: (flags & inhibitFlags.suspend) !== 0,
        keepsDisplayOn: (flags & inhibitFlags.idle) !== 0,
      })),
    badges: async () => this.#on.launcher.badges.map(({ app, count }) => ({ app, count })),
    suspendMachine: async () => this.#on.login.suspend(),
    wakeMachine: async () => this.#on.login.resume(),
    shutDownMachine: async () => this.#on.login.shutdown(),
    delaysAsked: async () => [...this.#on.login.delaysAsked],
    windowsOnScreen: async () => this.#x11.windows(),
    closeWindow: async (title) => this.#x11.close(title),
    minimizeWindow: async (title) => this.#x11.minimize(title),
    moveWindow: async (title, x, y) => this.#x11.move(title, x, y),
    pressKeys: async (codes) => this.#x11.press(...codes),
    requests: async () => this.#requests,
    server: async () => this.server,
  };
}
