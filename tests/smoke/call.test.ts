/** The main job once, on any system: what a person does between starting the app and quitting it. */
import { join } from 'node:path';
import { writeLaunchers } from '../../packaging/launcher/launchers.ts';
import { watchConnections } from '../e2e/support/peer-statistics.ts';
import { expect, test } from './support/fixtures.ts';
import { launcherIn } from './support/smoke-app.ts';

test('a call goes on, is seen and is controlled from outside of its window until it is hung up', async ({
  app,
}, testInfo) => {
  await test.step('call Echo, and hear oneself', async () => {
    await watchConnections(app);
    await app.button('Call Echo').first().click();
    await expect(app.window.getByText('Connected', { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => app.heardEnergy(), { timeout: 30_000 }).toBeGreaterThan(0);
  });

  await test.step('close the window: mini window, tray and notification have the call', async () => {
    await app.closeWindow();
    await expect.poll(() => app.windowVisible()).toBe(false);
    await expect.poll(() => app.miniWindowVisible()).toBe(true);
    await expect.poll(() => app.trayMenu()).toEqual(expect.arrayContaining(['Mute', 'Hang up', 'Quit']));
    await expect.poll(() => app.notification()).toMatchObject({ title: 'Echo', buttons: ['Mute', 'Hang up'] });
  });

  const ctl = (...words: string[]) => app.runAgain(['ctl', ...words]);

  await test.step('mute by the notification, unmute by the tray', async () => {
    await app.pressOnNotification('Mute');
    await expect.poll(() => app.notification()).toMatchObject({ buttons: ['Unmute', 'Hang up'] });
    expect((await ctl('status')).stdout).toContain('Muted');
    await expect.poll(() => app.trayMenu()).toContain('Unmute');
    app.chooseInTray('Unmute');
    await expect.poll(() => app.trayMenu()).toContain('Mute');
  });

  await test.step('control it from a terminal, by the app and by the launcher that is installed', async () => {
    expect(await ctl('mute')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Echo · Connected') as unknown,
    });
    writeLaunchers(testInfo.outputPath('launchers'), '1.2.3');
    const launcher = (...args: string[]) => app.launcher(launcherIn(testInfo.outputPath('launchers')), args);
    expect(await launcher('ctl', 'unmute')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Echo · Connected · \d+:\d\d\n$/u),
      stderr: '',
    });
    expect(JSON.parse((await launcher('ctl', 'status', '--json')).stdout)).toMatchObject({
      ok: true,
      call: { phase: 'connected', microphone: 'on' },
    });
    expect(await launcher('ctl', 'accept')).toMatchObject({ code: 1, stdout: '' });
    expect(await launcher('ctl', 'explode')).toMatchObject({ code: 2, stdout: '' });
    expect(await launcher('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' });
    const help = await launcher('--help');
    expect(help.stdout).toMatch(/^Usage: holdfast /u);
    expect(await app.runAgain(['--help'])).toMatchObject({ code: 0, stdout: help.stdout });
  });

  await test.step('ask for a copy that does not run', async () => {
    const nobody = join(testInfo.outputDir, 'nobody');
    expect(await app.runAgain(['ctl', 'status'], nobody)).toMatchObject({ code: 3, stdout: '' });
  });

  await test.step('start the app again: the one that runs comes back', async () => {
    expect((await app.runAgain([])).code).toBe(0);
    await expect.poll(() => app.windowVisible()).toBe(true);
    await expect.poll(() => app.miniWindowVisible()).toBe(false);
    await expect.poll(() => app.notification()).toBeNull();
  });

  await test.step('hang up by the tray: nothing of the call is left', async () => {
    app.chooseInTray('Hang up');
    await expect.poll(() => app.trayMenu()).toEqual(['Open Holdfast', 'Quit']);
    await expect(app.window.getByText('Call ended', { exact: true })).toBeVisible();
    expect(await ctl('status')).toMatchObject({ code: 0, stdout: 'No call\n' });
  });

  await test.step('quit', async () => {
    app.chooseInTray('Quit');
    expect(await app.ended()).toBe(0);
  });
});
