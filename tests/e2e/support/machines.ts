import { Desktop, type DesktopOptions } from '../../desktop/desktop.ts';
import { SoundCard } from '../../sound/sound-card.ts';
import type { CallServer } from './call-server.ts';
import { HoldfastApp } from './holdfast-app.ts';
import { type Person, personNamed } from './person.ts';
import { PlainApp } from './plain-app.ts';

export type LaunchOptions = {
  /** As others see them. */
  name: string;
  /** Default: the first name in small letters. */
  id?: string;
  /** `false`: the app asks for its account. */
  signIn?: boolean;
  /** What this person's desktop has; or a desktop that is there already. */
  desktop?: DesktopOptions | Desktop;
  sound?: SoundCard;
  /** To start again with the data of an earlier copy. */
  userDataDir?: string;
  args?: string[];
  env?: Record<string, string>;
};

export type MachinesOptions = {
  server: CallServer;
  /** Names a folder for an app's data that nobody has used. */
  dataFolder: () => string;
  /** What all apps have in their environment. */
  env: Record<string, string>;
};

/** What a test has started for its people: the apps, and the desktops and sound cards that they are used with. */
export class Machines implements AsyncDisposable {
  readonly apps: HoldfastApp[] = [];
  readonly plainApps: PlainApp[] = [];
  readonly #options: MachinesOptions;
  readonly #desktops = new Set<Desktop>();
  readonly #sounds = new Set<SoundCard>();

  constructor(options: MachinesOptions) {
    this.#options = options;
  }

  async launch(options: LaunchOptions): Promise<HoldfastApp> {
    const app = await HoldfastApp.launch(await this.#prepare(options));
    this.apps.push(app);
    // Nothing is drawn while hidden: whoever calls such an app waits until it is in the list of people.
    if (options.signIn !== false && !options.args?.includes('--hidden')) await app.signedIn();
    return app;
  }

  async launchPlain(options: LaunchOptions): Promise<PlainApp> {
    const app = await PlainApp.start(await this.#prepare(options));
    this.plainApps.push(app);
    return app;
  }

  /** Ends the apps first, then what they were used with; whatever fails to end, the rest ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    const clearing = new AsyncDisposableStack();
    clearing.defer(() => all([...this.#desktops].map((desktop) => desktop.stop())));
    clearing.defer(() => all([...this.#sounds].map((sound) => sound.stop())));
    clearing.defer(() => all([...this.apps.map((app) => app.end()), ...this.plainApps.map((app) => app.stop())]));
    await clearing.disposeAsync();
  }

  async #prepare(options: LaunchOptions) {
    const { server, dataFolder, env } = this.#options;
    const named = personNamed(options.name);
    const person: Person = { ...named, id: options.id ?? named.id };
    const userDataDir = options.userDataDir ?? dataFolder();
    const [desktop, sound, account] = await Promise.all([
      kept(this.#desktops, options.desktop instanceof Desktop ? options.desktop : Desktop.start(options.desktop)),
      kept(this.#sounds, options.sound ?? SoundCard.start()),
      server.account(person),
    ]);
    const args = [...(options.signIn === false ? [] : account), ...(options.args ?? [])];
    return { person, args, desktop, sound, userDataDir, env: { ...env, ...options.env } };
  }
}

/** As soon as it is there: what is started beside it may fail. */
async function kept<T>(where: Set<T>, started: T | Promise<T>): Promise<T> {
  const it = await started;
  where.add(it);
  return it;
}

/** Waits for all of them. @throws what failed, when all are done. */
async function all(work: Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  const failures = settled.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
  if (failures.length > 0) throw new AggregateError(failures, `Did not end: ${failures.join('; ')}`);
}
