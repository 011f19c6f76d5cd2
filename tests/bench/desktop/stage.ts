import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { Desktop } from '../../desktop/desktop.ts';
import type { Screen } from '../../desktop/screen.ts';
import { CallServer } from '../../e2e/support/call-server.ts';
import { screenForWindows } from '../../e2e/support/electron.ts';
import { HoldfastApp } from '../../e2e/support/holdfast-app.ts';
import { personNamed } from '../../e2e/support/person.ts';
import { PlainApp } from '../../e2e/support/plain-app.ts';
import { launchBrowser } from '../../integration/call/browser.ts';
import { SoundCard } from '../../sound/sound-card.ts';
import { voices } from '../../sound/voice.ts';
import { DesktopControl } from './desktop-control.ts';
import { Ear } from './ear.ts';

/** Where somebody sits: a desktop and a sound card, with a voice that never stops in the microphone. `env` has the screen. */
export type Seat = { desktop: Desktop; sound: SoundCard; control: DesktopControl; env: Record<string, string> };

export const ada = personNamed('Ada Lovelace');

/** A call server, a browser for the other sides of calls, and what is needed to start apps. Ends all of it at once. */
export class Stage implements AsyncDisposable {
  readonly server: CallServer;
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #screen: Screen | null;
  readonly #clearing: AsyncDisposableStack;
  #folders = 0;

  private constructor(
    parts: { server: CallServer; browser: Browser; folder: string; screen: Screen | null },
    clearing: AsyncDisposableStack,
  ) {
    this.server = parts.server;
    this.#browser = parts.browser;
    this.#folder = parts.folder;
    this.#screen = parts.screen;
    this.#clearing = clearing;
  }

  static async start(): Promise<Stage> {
    await using clearing = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
    clearing.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const server = await CallServer.start();
    clearing.defer(() => server.stop());
    const browser = await launchBrowser();
    clearing.defer(() => browser.close());
    const screen = clearing.use(await screenForWindows());
    return new Stage({ server, browser, folder, screen }, clearing.move());
  }

  async ear(name = 'Grace Hopper'): Promise<Ear> {
    const { id } = personNamed(name);
    return Ear.open(this.#browser, { server: this.server.url, token: await this.server.token(id, name) });
  }

  async seat(): Promise<Seat> {
    const desktop = await Desktop.start();
    this.#clearing.defer(() => desktop.stop());
    const sound = await SoundCard.start();
    this.#clearing.defer(() => sound.stop());
    await sound.microphone.say(voices.ada);
    const env = this.#screen?.environment ?? {};
    return { desktop, sound, control: await DesktopControl.connect(desktop), env };
  }

  /** An empty folder for an app's data. */
  dataFolder(): string {
    this.#folders += 1;
    return join(this.#folder, `data-${this.#folders}`);
  }

  /** What signs Ada in. */
  signIn(): Promise<string[]> {
    return this.server.account(ada);
  }

  /** Ada's app with a test runner at its windows. */
  async testedApp(seat: Seat): Promise<HoldfastApp> {
    const options = { person: ada, args: await this.signIn(), userDataDir: this.dataFolder() };
    const app = await HoldfastApp.launch({ ...options, ...seat });
    this.#clearing.defer(() => app.end());
    await app.signedIn();
    return app;
  }

  /** Ada's app as a person starts it. Whoever starts many stops each. */
  async plainApp(seat: Seat): Promise<PlainApp> {
    const app = await PlainApp.start({ args: await this.signIn(), userDataDir: this.dataFolder(), ...seat });
    this.#clearing.defer(() => app.stop());
    return app;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#clearing.disposeAsync();
  }
}

/** The other side calls Ada, and Ada accepts on her desktop. Resolves when she is heard. */
export async function talk(ear: Ear, { control }: Seat): Promise<void> {
  await ear.call(ada.id);
  await control.until(({ Phase }) => Phase === 'ringing-in');
  control.send('Accept');
  await control.until(({ Phase }) => Phase === 'connected');
  await ear.steadySound();
}
