/** A real Chromium with pages that hold a phone each, against the real call server. */
import { type Browser, chromium, type Page } from 'playwright';
import type { PhoneState } from '../../../src/renderer/phone/phone-state.ts';
import type { CallPhase, EndReason } from '../../../src/shared/call.ts';
import { newDeviceId, openPage } from '../../page/served-page.ts';
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

export type PhoneOptions = Partial<StartOptions> & Pick<StartOptions, 'frequency'>;

/** One softphone in a page of its own. */
export class PhonePage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, options: PhoneOptions): Promise<PhonePage> {
    const page = await openPage(browser, new URL('page.ts', import.meta.url));
    await page.evaluate((start) => window.startPhone(start), { deviceId: newDeviceId(), ...options });
    return new PhonePage(page);
  }

  async signIn(server: string, token: string): Promise<void> {
    await this.page.evaluate((account) => window.page.phone.signIn(account), { server, token });
    await this.until(({ connection }) => connection.status === 'online');
  }

  state(): Promise<PhoneState> {
    return this.page.evaluate(() => {
      const { calls, ...rest } = window.page.phone.state.getState();
      // Streams do not cross to the test.
      return { ...rest, calls: calls.map((call) => ({ ...call, localVideo: null, peerVideo: null })) };
    });
  }

  /** Waits for the state that the test needs; says what it was when it does not come. */
  async until(holds: (state: PhoneState) => boolean, timeoutMs = 10_000): Promise<PhoneState> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const state = await this.state();
      if (holds(state)) return state;
      if (Date.now() > deadline) {
        throw new Error(`Not reached within ${timeoutMs} ms: ${holds}; the state is ${JSON.stringify(state)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until its call is in this phase. */
  phase(wanted: CallPhase, timeoutMs?: number): Promise<PhoneState> {
    return this.until(({ calls: [call] }) => call?.snapshot.phase === wanted, timeoutMs).catch((cause: Error) => {
      throw new Error(`${wanted}: ${cause.message}`, { cause });
    });
  }

  /** Waits until its call is over. @throws when it ended for another reason than this, with the whole state. */
  async ended(reason: EndReason, timeoutMs?: number): Promise<PhoneState> {
    const state = await this.until(({ calls: [call] }) => call === undefined, timeoutMs);
    if (state.ended?.reason !== reason) {
      throw new Error(`The call has not ended with "${reason}"; the state is ${JSON.stringify(state)}`);
    }
    return state;
  }

  /** Calls somebody as soon as they are there, in a call or not. */
  async call(id: string): Promise<void> {
    await this.until(({ people }) => people.some((each) => each.id === id && each.presence !== 'offline'));
    await this.page.evaluate((to) => window.page.phone.call(to), id);
  }

  async accept(): Promise<void> {
    await this.page.evaluate(() => window.page.phone.accept());
  }

  /** Keeps every phase that its call goes through from now on, also the shortest; `none` is its end. */
  async watchPhases(): Promise<void> {
    await this.page.evaluate(() => {
      window.phases = [];
      window.page.phone.state.subscribe(({ calls: [call] }) => window.phases.push(call?.snapshot.phase ?? 'none'));
    });
  }

  phases(): Promise<string[]> {
    return this.page.evaluate(() => window.phases);
  }

  /** @param wanted frequencies to tell apart, Hz. */
  listen(wanted: readonly number[] = []): Promise<Heard> {
    return this.page.evaluate((frequencies) => window.page.ears.listen(frequencies), wanted);
  }

  /** Waits until of `all` these tones, and no others, are heard, Hz. */
  async untilHearsOf(all: readonly number[], wanted: readonly number[], timeoutMs = 10_000): Promise<void> {
    const expected = all.filter((hz) => wanted.includes(hz)).join();
    await this.#untilHeard(({ tones }) => tones.join() === expected, timeoutMs, all);
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

  async #untilHeard(
    holds: (heard: Heard) => boolean,
    timeoutMs: number,
    wanted: readonly number[] = [],
  ): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const heard = await this.listen(wanted);
      if (holds(heard)) return;
      if (Date.now() > deadline)
        throw new Error(
          `Not heard within ${timeoutMs} ms: ${holds} of ${wanted.join()} Hz; heard ${JSON.stringify(heard)}`,
        );
    }
  }
}
