import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright';
import { newDeviceId, openPage } from '../../page/served-page.ts';
import type { Concealment, EarOptions } from './ear-page.ts';

/** How long it has to be silent to count as silence, ms: longer than what a lost packet or two leave. */
const silenceMs = 200;

/**
 * The other side, as it hears: packet by packet when WebRTC plays it there, so the jitter buffer is part of every figure and
 * the sound card is not.
 */
export class Ear {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser, account: Omit<EarOptions, 'deviceId'>): Promise<Ear> {
    const page = await openPage(browser, new URL('ear-page.ts', import.meta.url), { production: true });
    await page.evaluate((options) => window.startEar(options), { ...account, deviceId: newDeviceId() });
    await page.waitForFunction(() => window.ear.phone.state.getState().connection.status === 'online');
    return new Ear(page);
  }

  /** Calls this person as soon as they are there. */
  async call(personId: string): Promise<void> {
    await this.#page.waitForFunction(
      (id) => window.ear.phone.state.getState().people.some((each) => each.id === id && each.presence === 'online'),
      personId,
    );
    await this.#page.evaluate((id) => window.ear.phone.call(id), personId);
  }

  /** Waits until it speaks in a call with this person, and gives the call's id. */
  async inCallWith(personId: string): Promise<string> {
    const found = await this.#page.waitForFunction((id) => {
      const { calls, activeCallId } = window.ear.phone.state.getState();
      return calls.find(
        ({ snapshot }) =>
          snapshot.peer?.id === id && snapshot.phase === 'connected' && snapshot.callId === activeCallId,
      )?.snapshot.callId;
    }, personId);
    return (await found.jsonValue()) ?? '';
  }

  /** Rings a further person into the call. Gives the moment before, ms since the epoch. */
  invite(personId: string): Promise<number> {
    return this.#page.evaluate((id) => {
      const now = performance.timeOrigin + performance.now();
      const { phone } = window.ear;
      phone.group.invite(phone.state.getState().activeCallId ?? '', [id]);
      return now;
    }, personId);
  }

  /** Waits until so many are in its call, itself too. */
  async among(participants: number): Promise<void> {
    await this.#page.waitForFunction((wanted) => {
      const snapshot = window.ear.phone.session?.snapshot;
      return snapshot?.phase === 'connected' && snapshot.participants === wanted;
    }, participants);
  }

  async setMuted(muted: boolean): Promise<void> {
    await this.#page.evaluate((wanted) => window.ear.phone.setMuted(wanted), muted);
  }

  /** Speaks in that call, and holds the other one. Gives the moment before, ms since the epoch. */
  swap(callId: string): Promise<number> {
    return this.#page.evaluate((id) => {
      const now = performance.timeOrigin + performance.now();
      window.ear.phone.swap(id);
      return now;
    }, callId);
  }

  /** Waits until this side is in no call. */
  async free(): Promise<void> {
    await this.#page.waitForFunction(() => window.ear.phone.state.getState().activeCallId === null);
  }

  async hangUp(): Promise<void> {
    await this.#page.evaluate(() => window.ear.phone.hangUp());
    await this.free();
  }

  /**
   * When it fell silent, of the silence that goes on after a moment; both in ms since the epoch. Before the moment when the
   * voice itself paused just then. @throws when it does not.
   */
  silence(after: number, timeoutMs = 20_000): Promise<number> {
    return this.#when('silence', timeoutMs, () =>
      this.#page.evaluate(([from, forMs]) => window.ear.silentFrom(from, forMs), [after, silenceMs] as const),
    );
  }

  /** When sound came after a moment, both in ms since the epoch. @throws when it does not. */
  sound(after: number, timeoutMs = 20_000): Promise<number> {
    return this.#when('sound', timeoutMs, () => this.#page.evaluate((from) => window.ear.soundFrom(from), after));
  }

  /** Waits until there has been sound for `ms` without a break over 100 ms. */
  async steadySound(ms = 400, timeoutMs = 20_000): Promise<void> {
    const giveUpAt = Date.now() + timeoutMs;
    for (let from = Date.now(); ; from = Date.now()) {
      await delay(ms + 50);
      if ((await this.#silences(from, from + ms, 100)).length === 0) return;
      if (Date.now() > giveUpAt) throw new Error(`There was no steady sound within ${timeoutMs} ms`);
    }
  }

  /** Lengths of the silences that cut into speech, ms. */
  gaps(from: number, to: number, overMs: number): Promise<number[]> {
    return this.#page.evaluate(([a, b, over]) => window.ear.gaps(a, b, over), [from, to, overMs] as const);
  }

  concealment(): Promise<Concealment> {
    return this.#page.evaluate(() => window.ear.concealment());
  }

  close(): Promise<void> {
    return this.#page.close();
  }

  #silences(from: number, to: number, overMs: number): Promise<number[]> {
    return this.#page.evaluate(([a, b, over]) => window.ear.silences(a, b, over), [from, to, overMs] as const);
  }

  async #when(what: string, timeoutMs: number, ask: () => Promise<number | null>): Promise<number> {
    const giveUpAt = Date.now() + timeoutMs;
    for (;;) {
      const at = await ask();
      if (at !== null) return at;
      if (Date.now() > giveUpAt) throw new Error(`There was no ${what} at the other side within ${timeoutMs} ms`);
      await delay(50);
    }
  }
}
