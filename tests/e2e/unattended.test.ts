import { Desktop } from '../desktop/desktop.ts';
import { gaps, sampleRate, silentAfter } from '../sound/analysis.ts';
import { SoundCard } from '../sound/sound-card.ts';
import { voices } from '../sound/voice.ts';
import { callNotifications } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, noticeableGapMs } from './support/hearing.ts';
import { inboundAudio, watchConnections } from './support/peer-statistics.ts';
import { PlainApp } from './support/plain-app.ts';

const hiddenMinutes = 2;

test('started as a person starts it and hidden for two minutes, the app is heard without a gap and follows commands', async ({
  launchApp,
  server,
}, testInfo) => {
  test.setTimeout(240_000);
  const [grace, desktop, sound] = await Promise.all([
    launchApp({ name: 'Grace Hopper' }),
    Desktop.start(),
    SoundCard.start(),
  ]);
  const ada = await PlainApp.start({
    args: ['--server', server.url, '--token', await server.token('ada', 'Ada Lovelace'), '--name', 'Ada Lovelace'],
    desktop,
    sound,
    userDataDir: testInfo.outputPath('data-plain'),
  });
  try {
    await watchConnections(grace);
    await sound.microphone.say(voices.ada);
    await expect(grace.window.getByRole('button', { name: 'Call Ada Lovelace' }).first()).toBeEnabled();
    await grace.call('Ada Lovelace');
    await expect.poll(() => desktop.tray.menu().catch(String), { timeout: 20_000 }).toContain('Accept');
    await desktop.tray.click('Accept');
    await hears(grace, voices.ada);

    const visible = await ada.inMain<boolean[]>(
      `({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => { window.close(); return window.isVisible(); })`,
    );
    expect(visible).toEqual([false]);
    await expect.poll(() => callNotifications({ desktop }).length).toBe(1);

    const from = grace.speaker.position;
    const before = await inboundAudio(grace.window);
    await grace.speaker.next(hiddenMinutes * 60_000);
    const after = await inboundAudio(grace.window);
    const heard = grace.speaker.from(from);
    const concealed =
      (after.concealedSamples - before.concealedSamples) / Math.max(1, after.totalSamples - before.totalSamples);
    const windows = Array.from({ length: hiddenMinutes * 6 }, (_, at) =>
      gaps(heard.subarray(at * 10 * sampleRate, (at + 1) * 10 * sampleRate), noticeableGapMs),
    );
    await testInfo.attach('heard while hidden', {
      body: JSON.stringify({ concealed, before, after, gapsInEachTenSeconds: windows }, null, 2),
    });
    // A busy machine makes a gap now and then; what falls asleep when nobody looks stays asleep.
    for (let halfMinute = 0; halfMinute < windows.length; halfMinute += 3) {
      const part = windows.slice(halfMinute, halfMinute + 3);
      expect(part, `gaps in three times ten seconds from ${halfMinute * 10} s on`).toContainEqual([]);
    }
    expect(concealed).toBeLessThan(0.02);
    expect(after.totalSamples - before.totalSamples).toBeGreaterThan(hiddenMinutes * 60 * 0.9 * sampleRate);

    // How late a command gets through: after two minutes nothing is asleep.
    const pressedAt = grace.speaker.position;
    desktop.notifications.press('Mute');
    await grace.speaker.next(3_000);
    const lateness = silentAfter(grace.speaker.from(pressedAt), 500);
    await testInfo.attach('mute: ms until silence', { body: String(lateness) });
    expect(lateness).not.toBeNull();
    expect(lateness!).toBeLessThan(1_000);

    desktop.notifications.press('Hang up');
    await grace.callEnded('Ada Lovelace hung up.');
    await expect.poll(() => desktop.inhibitors.held).toEqual([]);
  } finally {
    await ada.stop();
    await Promise.all([sound.stop(), desktop.stop()]);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('output of the plain app', { body: ada.output.join('') });
    }
  }
});
