/** Who plays: a call server and two people, each with an app, a desktop and a sound card of their own. */
import { join } from 'node:path';
import { Desktop } from '../../tests/desktop/desktop.ts';
import { CallServer } from '../../tests/e2e/support/call-server.ts';
import { HoldfastApp } from '../../tests/e2e/support/holdfast-app.ts';
import { SoundCard } from '../../tests/sound/sound-card.ts';

export type Cast = { ada: HoldfastApp; grace: HoldfastApp };

type Place = { x: number; y: number; width: number; height: number };

export class Company implements AsyncDisposable {
  readonly #folder: string;
  readonly #display: string;
  readonly #clearing = new AsyncDisposableStack();
  #server: CallServer | null = null;

  /** @param folder for the data of the apps; whoever made it removes it. */
  constructor(folder: string, display: string) {
    this.#folder = folder;
    this.#display = display;
  }

  async startServer(): Promise<CallServer> {
    const server = await CallServer.start();
    this.#clearing.defer(() => server.stop());
    this.#server = server;
    return server;
  }

  async startApp(name: string, place: Place): Promise<HoldfastApp> {
    if (this.#server === null) throw new Error('The server comes first');
    const id = name.split(' ')[0]?.toLowerCase() ?? name;
    const desktop = await Desktop.start();
    this.#clearing.defer(() => desktop.stop());
    const sound = await SoundCard.start();
    this.#clearing.defer(() => sound.stop());
    const token = await this.#server.token(id, name);
    const app = await HoldfastApp.launch({
      person: { id, name },
      args: ['--server', this.#server.url, '--token', token, '--name', name],
      desktop,
      sound,
      userDataDir: join(this.#folder, id),
      env: { DISPLAY: this.#display },
    });
    this.#clearing.defer(() => app.end());
    await app.signedIn();
    await app.electron.evaluate(
      ({ BrowserWindow }, bounds) =>
        BrowserWindow.getAllWindows()
          .find((window) => window.webContents.getURL().includes('index.html'))
          ?.setBounds(bounds),
      place,
    );
    return app;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#clearing.disposeAsync();
  }
}
