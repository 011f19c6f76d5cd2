/** A real Chromium with pages that hold a phone each, against the real call server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import type { PhoneState } from '../../../src/renderer/call/phone-state.ts';
import type { CallPhase } from '../../../src/shared/call.ts';
import type { Heard, StartOptions } from './page.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'];

/** With a camera and a microphone of Chromium's own making. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...args, '--use-fake-device-for-media-stream'] });
}

/** With the devices of a sound card. */
export function launchBrowserWith(environment: Record<string, string>): Promise<Browser> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]));
  return chromium.launch({
    executablePath,
    args,
    ignoreDefaultArgs: ['--mute-audio'],
    env: { ...env, ...environment },
  });
}

const bundles = new Map<string, Promise<string>>();

/** A page's script, bundled once a process. */
function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry);
  if (known !== undefined) return known;
  const made = (async () => {
    const output = await build({
      configFile: false,
      logLevel: 'silent',
      build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'page' } },
      define: { 'process.env.NODE_ENV': '"test"' },
    });
    const [result] = Array.isArray(output) ? output : [output];
    if (result === undefined || !('output' in result)) throw new Error(`${entry} was not bundled`);
    return result.output[0].code;
  })();
  bundles.set(entry, made);
  return made;
}

/** Opens an empty page with this script, served on loopback: a secure context, of the same network as the call server. */
export async function openPage(browser: Browser, entry: URL): Promise<Page> {
  const script = await bundle(fileURLToPath(entry));
  const server = createServer((request, response) => {
    // No icon, and no complaint about it.
    response.statusCode = request.url === '/' ? 200 : 204;
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>phone</title><script>${script.replaceAll('</script', '<\\/script')}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  if (process.env.PAGE_LOG) page.on('console', (message) => console.log(Date.now(), message.text()));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  return page;
}

export type PhoneOptions = Partial<StartOptions> & Pick<StartOptions, 'frequency'>;

/** One softphone in a page of its own. */
export class PhonePage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, options: PhoneOptions): Promise<PhonePage> {
    const page = await openPage(browser, new URL('page.ts', import.meta.url));
    const deviceId = `device-${Math.random().toString(36).slice(2, 12)}`;
    await page.evaluate((start) => window.startPhone(start), { deviceId, ...options });
    return new PhonePage(page);
  }

  async signIn(server: string, token: string): Promise<void> {
    await this.page.evaluate((account) => window.page.phone.signIn(account), { server, token });
    await this.until(({ connection }) => connection.status === 'online');
  }

  state(): Promise<PhoneState> {
    return this.page.evaluate(() => {
      const { call, ...rest } = window.page.phone.state.getState();
      // Streams do not cross to the test.
      return { ...rest, call: call && { ...call, localVideo: null, peerVideo: null } };
    });
  }

  /** Waits for the state that the test needs; says what it was when it does not come. */
  async until(holds: (state: PhoneState) => boolean, timeoutMs = 10_000): Promise<PhoneState> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const state = await this.state();
      if (holds(state)) return state;
      if (Date.now() > deadline) {
        const { people: _, devices: __, ...seen } = state;
        throw new Error(`Not reached within ${timeoutMs} ms: ${holds}; the state is ${JSON.stringify(seen)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until its call is in this phase. */
  phase(wanted: CallPhase, timeoutMs?: number): Promise<PhoneState> {
    return this.until(({ call }) => call?.snapshot.phase === wanted, timeoutMs).catch((cause: Error) => {
      throw new Error(`${wanted}: ${cause.message}`, { cause });
    });
  }

  /** Calls somebody as soon as they are there. */
  async call(id: string): Promise<void> {
    await this.until(({ people }) => people.some((each) => each.id === id && each.presence === 'online'));
    await this.page.evaluate((to) => window.page.phone.call(to), id);
  }

  async accept(): Promise<void> {
    await this.page.evaluate(() => window.page.phone.accept());
  }

  /** Keeps every phase that its call goes through from now on, also the shortest; `none` is its end. */
  async watchPhases(): Promise<void> {
    await this.page.evaluate(() => {
      window.phases = [];
      window.page.phone.state.subscribe(({ call }) => window.phases.push(call?.snapshot.phase ?? 'none'));
    });
  }

  phases(): Promise<string[]> {
    return this.page.evaluate(() => window.phases);
  }

  listen(): Promise<Heard> {
    return this.page.evaluate(() => window.page.ears.listen());
  }

  /** Waits until the tone of this frequency, Hz, is what is heard. */
  async untilHears(frequency: number, timeoutMs = 10_000): Promise<void> {
    await this.#untilHeard((heard) => heard.level > 0.02 && Math.abs(heard.frequency - frequency) < 15, timeoutMs);
  }

  /** Waits until what is heard lies between these frequencies, Hz. */
  async untilHearsBetween(low: number, high: number, timeoutMs = 15_000): Promise<void> {
    await this.#untilHeard(({ level, frequency }) => level > 0.005 && frequency > low && frequency < high, timeoutMs);
  }

  async untilSilent(timeoutMs = 10_000): Promise<void> {
    await this.#untilHeard(({ level }) => level < 0.001, timeoutMs);
  }

  async #untilHeard(holds: (heard: Heard) => boolean, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const heard = await this.listen();
      if (holds(heard)) return;
      if (Date.now() > deadline)
        throw new Error(`Not heard within ${timeoutMs} ms: ${holds}; heard ${JSON.stringify(heard)}`);
    }
  }
}
