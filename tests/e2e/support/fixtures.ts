import { join } from 'node:path';
import { test as base, type TestInfo } from '@playwright/test';
import { Desktop, type DesktopOptions } from '../../desktop/desktop.ts';
import { SoundCard } from '../../sound/sound-card.ts';
import { CallServer, type CallServerOptions } from './call-server.ts';
import { HoldfastApp, type Person } from './holdfast-app.ts';

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

export type Fixtures = {
  /** Of {@link server}. */
  serverOptions: CallServerOptions;
  /** A call server of this test's own. */
  server: CallServer;
  /** Starts a copy of the app for a person, signed in, on a desktop and with a sound card of their own. */
  launchApp: (options: LaunchOptions) => Promise<HoldfastApp>;
};

export const test = base.extend<Fixtures>({
  serverOptions: [{}, { option: true }],

  server: async ({ serverOptions }, use, testInfo) => {
    const server = await CallServer.start(serverOptions);
    await use(server);
    await server.stop();
    if (hasFailed(testInfo)) await testInfo.attach('server.log', { body: server.log.join('\n') });
  },

  launchApp: async ({ server }, use, testInfo) => {
    const apps: HoldfastApp[] = [];
    const desktops = new Set<Desktop>();
    const sounds = new Set<SoundCard>();
    let copies = 0;
    await use(async (options) => {
      copies += 1;
      const ownDataDir = testInfo.outputPath(`data-${copies}`);
      const person: Person = { name: options.name, id: options.id ?? options.name.split(' ')[0]!.toLowerCase() };
      const [desktop, sound, token] = await Promise.all([
        options.desktop instanceof Desktop ? options.desktop : Desktop.start(options.desktop),
        options.sound ?? SoundCard.start(),
        server.token(person.id, person.name),
      ]);
      desktops.add(desktop);
      sounds.add(sound);
      const account = ['--server', server.url, '--token', token, '--name', person.name];
      const app = await HoldfastApp.launch({
        person,
        args: [...(options.signIn === false ? [] : account), ...(options.args ?? [])],
        desktop,
        sound,
        userDataDir: options.userDataDir ?? ownDataDir,
        env: options.env ?? {},
      });
      apps.push(app);
      // Nothing is drawn while hidden: whoever calls such an app waits until it is in the list of people.
      if (options.signIn !== false && !options.args?.includes('--hidden')) await app.signedIn();
      return app;
    });
    if (hasFailed(testInfo)) for (const app of apps) await attachEvidence(app, testInfo);
    await Promise.all(apps.map((app) => app.end()));
    await Promise.all([...sounds].map((sound) => sound.stop()));
    await Promise.all([...desktops].map((desktop) => desktop.stop()));
    for (const app of apps) expectNoUncaughtErrors(app);
  },
});

export { expect } from '@playwright/test';

const hasFailed = (testInfo: TestInfo) => testInfo.status !== testInfo.expectedStatus;

/** Whatever a test is about: nothing may be thrown that nobody catches, in main or in a page. */
function expectNoUncaughtErrors(app: HoldfastApp): void {
  const said = app.output.join('');
  const uncaught = /^.*(?:Uncaught|UnhandledPromiseRejection|unhandledRejection|not implemented by the stand-in).*$/mu;
  const inMain = uncaught.exec(said)?.[0];
  if (inMain !== undefined) throw new Error(`${app.person.name}'s app threw: ${inMain}\n${said.slice(-4_000)}`);
  if (app.pageErrors.length > 0) throw new Error(`A page of ${app.person.name}'s threw: ${app.pageErrors.join('\n')}`);
}

async function attachEvidence(app: HoldfastApp, testInfo: TestInfo): Promise<void> {
  const { person, desktop } = app;
  await testInfo.attach(`${person.id}: output`, { body: app.output.join('') });
  await testInfo.attach(`${person.id}: log`, { body: await app.log() });
  const seen = {
    notifications: desktop.notifications.events,
    inhibitors: desktop.inhibitors.held,
    tray: await desktop.tray.items().catch(String),
    traySignals: desktop.tray.signals,
  };
  await testInfo.attach(`${person.id}: desktop`, { body: JSON.stringify(seen, null, 2) });
  for (const [index, page] of app.electron.windows().entries()) {
    const path = join(testInfo.outputDir, `${person.id}-${index}.png`);
    const taken = await page.screenshot({ path, timeout: 3_000 }).catch(() => null);
    if (taken) await testInfo.attach(`${person.id}: window ${index}`, { path });
  }
}
