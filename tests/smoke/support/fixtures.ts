import { test as base, expect } from '@playwright/test';
import { CallServer } from '../../e2e/support/call-server.ts';
import { screenForWindows } from '../../e2e/support/electron.ts';
import { ownScreen, SmokeApp } from './smoke-app.ts';

type Fixtures = {
  server: CallServer;
  /** Ada's copy, signed in. */
  app: SmokeApp;
};

/** Where windows are shown: where this runs, but on Linux on a screen of its own, unless HOLDFAST_SCREEN is `given`. */
type WorkerFixtures = { screenEnvironment: Record<string, string> };

export const test = base.extend<Fixtures, WorkerFixtures>({
  screenEnvironment: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that it needs from it.
    async ({}, use) => {
      const screen = ownScreen ? await screenForWindows() : null;
      await use(screen?.environment ?? {});
      await screen?.[Symbol.asyncDispose]();
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  server: async ({}, use) => {
    const server = await CallServer.start();
    await use(server);
    await server.stop();
  },

  app: async ({ server, screenEnvironment }, use, testInfo) => {
    const account = await server.account({ id: 'ada', name: 'Ada Lovelace' });
    await using app = await SmokeApp.launch({
      args: account,
      userDataDir: testInfo.outputPath('data'),
      env: screenEnvironment,
    });
    await app.signedIn();
    await use(app);
    expect(app.complaints).toEqual([]);
  },
});

export { expect };
