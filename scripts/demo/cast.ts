/** Who plays: a call server and two people, each with an app, a desktop and a sound card of their own. */
import { join } from 'node:path';
import { Desktop } from '../../tests/desktop/desktop.ts';
import { CallServer } from '../../tests/e2e/support/call-server.ts';
import { HoldfastApp } from '../../tests/e2e/support/holdfast-app.ts';
import { personNamed } from '../../tests/e2e/support/person.ts';
import { SoundCard } from '../../tests/sound/sound-card.ts';

export type Cast = { ada: HoldfastApp; grace: HoldfastApp };

type Place = { x: number; y: number; width: number; height: number };

export class Company implements AsyncDisposable {
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  readonly #clearing = new AsyncDisposableStack();
  #server: CallServer | null = null;

  /** @param folder for the data of the apps; whoever made it removes it. @param environment that the apps' screen is in. */
  constructor(folder: string, environment: Record<string, string>) {
    this.#folder = folder;
    this.#environment = environment;
  }

  async startServer(): Promise<CallServer> {
    this.#server = await this.#keep(CallServer.start(), (server) => server.stop());
    return this.#server;
  }

  async startApp(name: string, place: Place): Promise<HoldfastApp> {
    if (this.#server === null) throw new Error('The server comes first');
    const person = personNamed(name);
    const desktop = await this.#keep(Desktop.start(), (started) => started.stop());
    const sound = await this.#keep(SoundCard.start(), (started) => started.stop());
    const launched = HoldfastApp.launch({
      person,
      args: await this.#server.account(person),
      desktop,
      sound,
      userDataDir: join(this.#folder, person.id),
      env: this.#environment,
    });
    const app = await this.#keep(launched, (started) => started.end());
    await app.signedIn();
    await app.setBounds(place);
    return app;
  }

  /** What has started is ended with the rest, or at once where the rest has been ended meanwhile. */
  async #keep<T>(starting: Promise<T>, end: (started: T) => Promise<void>): Promise<T> {
    const started = await starting;
    if (this.#clearing.disposed) {
      await end(started);
      throw new Error('The demo is over');
    }
    this.#clearing.defer(() => end(started));
    return started;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#clearing.disposeAsync();
  }
}
