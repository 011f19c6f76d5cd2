import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchFixture, type RunningFixture } from './support/fixture-app.ts';

describe('what a page gets', { timeout: 30_000 }, () => {
  let app: RunningFixture;
  beforeAll(async () => {
    app = await launchFixture({ args: ['--use-fake-device-for-media-stream'] });
  }, 40_000);
  afterAll(() => app.stop(), 20_000);

  let loads = 0;
  /** Sets both handlers, notes what they are asked, and loads the page anew. */
  async function decide(request: boolean, check: boolean): Promise<void> {
    await app.electron.evaluate(
      async ({ BrowserWindow, session }, answers) => {
        const asked: unknown[] = Object.assign(globalThis, { asked: [] as unknown[] }).asked;
        session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
          asked.push({ permission, details });
          callback(answers.request);
        });
        session.defaultSession.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) => {
          if (permission === 'media') asked.push({ check: mediaType, origin });
          return answers.check;
        });
        await BrowserWindow.getAllWindows()[0]!.loadURL(`fixture-app://app/index.html?${answers.loads}`);
        asked.splice(0, asked.length, ...asked.filter((entry) => 'check' in (entry as object)).slice(0, 2));
      },
      { request, check, loads: ++loads },
    );
    await app.page.waitForURL(`**/index.html?${loads}`);
  }
  const asked = () => app.electron.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked);
  const open = (constraints: MediaStreamConstraints) =>
    app.page.evaluate(
      (wanted) =>
        navigator.mediaDevices.getUserMedia(wanted).then(
          (stream) => stream.getTracks().map(({ kind }) => kind),
          (error: Error) => error.name,
        ),
      constraints,
    );

  it('is the microphone, without handlers', async () => {
    expect(await open({ audio: true })).toEqual(['audio']);
  });

  it('is refused what the request handler refuses, which hears who asks for what', async () => {
    await decide(false, false);
    expect(await open({ audio: true, video: true })).toBe('NotAllowedError');
    expect(await asked()).toEqual([
      { check: 'audio', origin: 'fixture-app://app/' },
      { check: 'video', origin: 'fixture-app://app/' },
      {
        permission: 'media',
        details: {
          isMainFrame: true,
          mediaTypes: ['audio', 'video'],
          requestingUrl: `fixture-app://app/index.html?${loads}`,
          securityOrigin: 'fixture-app://app/',
        },
      },
    ]);
  });

  it('is not told the names of devices when the check handler refuses', async () => {
    const labels = () =>
      app.page.evaluate(async () =>
        (await navigator.mediaDevices.enumerateDevices()).map(({ label }) => label).join(''),
      );
    await decide(false, false);
    expect(await labels()).toBe('');
    await decide(true, true);
    expect(await labels()).toContain('Fake');
  });

  it('is granted what the request handler grants, and only that', async () => {
    await decide(true, false);
    expect(await open({ audio: true })).toEqual(['audio']);
    const states = await app.page.evaluate(() =>
      Promise.all(
        ['microphone', 'camera'].map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        ),
      ),
    );
    expect(states).toEqual(['granted', 'denied']);
  });

  it('chooses a speaker only with permission', async () => {
    const choose = () =>
      app.page.evaluate(() =>
        new Audio().setSinkId('default').then(
          () => 'chosen',
          (error: Error) => error.name,
        ),
      );
    await decide(false, true);
    expect(await choose()).toBe('NotAllowedError');
    await decide(true, true);
    expect(await choose()).toBe('chosen');
  });

  it('cannot get past a refusal by the browser’s own means', async () => {
    await decide(false, false);
    const name = await app.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const original = (frame.contentWindow as unknown as typeof globalThis).MediaDevices.prototype.getUserMedia;
      return original.call(navigator.mediaDevices, { audio: true }).then(
        () => 'opened',
        (error: Error) => error.name,
      );
    });
    expect(name).toBe('NotAllowedError');
  });
});
