/** A browser with the app's own screens in it, under the app's own content security policy, with a phone that is scripted. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { StoreApi } from 'zustand/vanilla';
import type { ActiveCall } from '../../../../src/renderer/call/active-call.ts';
import type { CallsSnapshot } from '../../../../src/shared/call.ts';
import type { FakeDesktop } from './fake-desktop.ts';
import type { FakePhone } from './fake-phone.ts';
import { groups } from './groups.ts';
import { buildPreview, previewUrl, servePreview } from './preview-server.ts';
import { scenes } from './scenes.ts';

declare global {
  interface Window {
    phone: FakePhone;
    desktop: FakeDesktop;
    setVisible(visible: boolean): void;
    /** Moves the time of the call on, ms. */
    advance(ms: number): void;
    /** Whether new controls stay new until `settle` lets as much time pass as they need. */
    held: boolean;
    settle(): void;
    /** The call that the mini window shows, and what it has asked for. */
    mini: StoreApi<CallsSnapshot>;
    commands: string[];
    /** Something becomes different in the first call. */
    changeCall(change: (call: ActiveCall) => Partial<ActiveCall>): void;
    /** How often React has written to the page, where a test counts it. */
    commits: number;
  }
}

export const wide = { width: 960, height: 640 };
export const narrow = { width: 360, height: 520 };

const chromiumPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));

export type Preview = {
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** Shows a scene in which nothing is new any more. */
  show(page: Page, scene: string): Promise<void>;
  open(scene: string, options?: BrowserContextOptions): Promise<Page>;
};

/** For the tests of one file. Fails each in whose page there was an error, or something that the policy refused. */
export function previewOfScreens(): Preview {
  let browser: Browser;
  let files: Map<string, string | Uint8Array>;
  const problems: string[] = [];

  beforeAll(async () => {
    files = await buildPreview();
    browser = await chromium.launch({
      // Debian's, else the one that Playwright has installed.
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      chromiumSandbox: process.getuid?.() !== 0,
    });
  }, 60_000);
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(problems.splice(0)).toEqual([]);
  });

  const newPage = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: wide, reducedMotion: 'reduce', ...options });
    await servePreview(context, files);
    const page = await context.newPage();
    page.setDefaultTimeout(5_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    return page;
  };
  const show = async (page: Page, scene: string) => {
    await page.goto(`${previewUrl}#${scene}`);
    await page.locator(`[data-scene="#${scene}"]`).waitFor();
    await page.evaluate(() => window.settle());
    const press = scene.startsWith('group:') ? groups[scene.replace('group:', '')]?.press : scenes[scene]?.press;
    for (const name of press === undefined ? [] : [press].flat()) {
      await page.getByRole('button', { name }).click();
      await page.evaluate(() => window.settle());
    }
  };
  const open = async (scene: string, options?: BrowserContextOptions) => {
    const page = await newPage(options);
    await show(page, scene);
    return page;
  };
  return { newPage, show, open };
}
