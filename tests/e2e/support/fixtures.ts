import { join } from 'node:path';
import { test as base, type TestInfo } from '@playwright/test';
import { CallServer, type CallServerOptions } from './call-server.ts';
import { screenForWindows } from './electron.ts';
import type { HoldfastApp } from './holdfast-app.ts';
import { type LaunchOptions, Machines } from './machines.ts';
import type { PlainApp } from './plain-app.ts';

export type Fixtures = {
  /** Of {@link server}. */
  serverOptions: CallServerOptions;
  /** A call server of this test's own. */
  server: CallServer;
  /** Starts a copy of the app for a person, signed in, on a desktop and with a sound card of their own. */
  launchApp: (options: LaunchOptions) => Promise<HoldfastApp>;
  /** The same as a person starts it, with nothing of a test runner's around it. It may not have signed in yet. */
  launchPlainApp: (options: LaunchOptions) => Promise<PlainApp>;
  machines: Machines;
};

type WorkerFixtures = {
  /** What an app's environment needs for its windows to be nowhere else than on this worker's own screen. */
  screenEnvironment: Record<string, string>;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  serverOptions: [{}, { option: true }],

  screenEnvironment: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that it needs from it.
    async ({}, use) => {
      const screen = await screenForWindows();
      await use(screen?.environment ?? {});
      await screen?.[Symbol.asyncDispose]();
    },
    { scope: 'worker' },
  ],

  server: async ({ serverOptions }, use, testInfo) => {
    const server = await CallServer.start(serverOptions);
    await use(server);
    await server.stop();
    if (hasFailed(testInfo)) await testInfo.attach('server.log', { body: server.log.join('\n') });
  },

  machines: async ({ server, screenEnvironment }, use, testInfo) => {
    let copies = 0;
    const dataFolder = () => {
      copies += 1;
      return testInfo.outputPath(`data-${copies}`);
    };
    const machines = new Machines({ server, dataFolder, env: screenEnvironment });
    await use(machines);
    const clearing = new AsyncDisposableStack();
    clearing.use(machines);
    if (hasFailed(testInfo)) clearing.defer(() => attachEvidence(machines, testInfo));
    await clearing.disposeAsync();
    for (const app of machines.apps) expectNoUncaughtErrors(app);
    for (const app of machines.plainApps) expectNothingUncaught('the plain app', app.output);
  },

  launchApp: ({ machines }, use) => use((options) => machines.launch(options)),

  launchPlainApp: ({ machines }, use) => use((options) => machines.launchPlain(options)),
});

export { expect } from '@playwright/test';

const hasFailed = (testInfo: TestInfo) => testInfo.status !== testInfo.expectedStatus;

/** Whatever a test is about: nothing may be thrown that nobody catches, in main or in a page. */
function expectNoUncaughtErrors({ person, output, pageErrors }: HoldfastApp): void {
  expectNothingUncaught(`${person.name}'s app`, output);
  if (pageErrors.length > 0) throw new Error(`A page of ${person.name}'s threw: ${pageErrors.join('\n')}`);
}

function expectNothingUncaught(app: string, output: readonly string[]): void {
  const said = output.join('');
  const uncaught = /^.*(?:Uncaught|UnhandledPromiseRejection|unhandledRejection|not implemented by the stand-in).*$/mu;
  const inMain = uncaught.exec(said)?.[0];
  if (inMain !== undefined) throw new Error(`${app} threw: ${inMain}\n${said.slice(-4_000)}`);
}

async function attachEvidence({ apps, plainApps }: Machines, testInfo: TestInfo): Promise<void> {
  for (const app of apps) await attachEvidenceOf(app, testInfo);
  for (const app of plainApps) await testInfo.attach('plain app: output', { body: app.output.join('') });
}

async function attachEvidenceOf(app: HoldfastApp, testInfo: TestInfo): Promise<void> {
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
