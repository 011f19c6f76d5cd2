import { sampleRate, silentAfter } from '../sound/analysis.ts';
import { voices } from '../sound/voice.ts';
import { callNotifications, trayMenu } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, missedMs } from './support/hearing.ts';
import { concealedShare, inboundAudio, watchConnections } from './support/peer-statistics.ts';

/**
 * One minute with all other tests, so long past the 10 s after which Chromium begins to throttle what is hidden;
 * `HOLDFAST_HIDDEN_MINUTES=10` for a long look, past the 5 minutes after which it does so in earnest
 * (https://developer.chrome.com/blog/timer-throttling-in-chrome-88).
 */
const hiddenMinutes = Number(process.env.HOLDFAST_HIDDEN_MINUTES ?? 1);
/** One look at what was heard, ms. */
const windowMs = 15_000;
const windowSamples = (windowMs / 1_000) * sampleRate;
/** So much more than the window in sight the hidden one may miss in one look, ms: what a busy machine does by chance. */
const chanceMs = 0.02 * windowMs;
/** So much missing in one look spoils a call, whatever the reason, ms. */
const spoiltMs = 0.1 * windowMs;

test('started as a person starts it and hidden for minutes, the app is heard all the time and follows commands', async ({
  launchApp,
  launchPlainApp,
}, testInfo) => {
  test.setTimeout(180_000 + hiddenMinutes * 60_000);
  const [grace, ada] = await Promise.all([
    launchApp({ name: 'Grace Hopper' }),
    launchPlainApp({ name: 'Ada Lovelace' }),
  ]);
  const { desktop } = ada;
  await watchConnections(grace);
  await ada.sound.microphone.say(voices.ada);
  await expect(grace.window.getByRole('button', { name: 'Call Ada Lovelace' }).first()).toBeEnabled();
  await grace.call('Ada Lovelace');
  await expect.poll(() => trayMenu(ada), { timeout: 20_000 }).toContain('Accept');
  await desktop.tray.click('Accept');
  await hears(grace, voices.ada);
  // How this machine does while the window is in sight: what is missing then is not the app's doing.
  const visibleFrom = await inboundAudio(grace.window);
  const missedInSight = [missedMs(await grace.speaker.next(windowMs))];
  const concealedInSight = concealedShare(visibleFrom, await inboundAudio(grace.window));

  const visible = await ada.inMain<boolean[]>(
    `({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => { window.close(); return window.isVisible(); })`,
  );
  expect(visible).toEqual([false]);
  await expect.poll(() => callNotifications(ada).length).toBe(1);

  const from = grace.speaker.position;
  const before = await inboundAudio(grace.window);
  const missed: number[] = [];
  for (let look = 0; look < (hiddenMinutes * 60_000) / windowMs; look += 1) {
    await grace.speaker.next(windowMs);
    missed.push(missedMs(grace.speaker.from(from + look * windowSamples, from + (look + 1) * windowSamples)));
  }
  const concealed = concealedShare(before, await inboundAudio(grace.window));

  // After all that time nothing is asleep: a command still gets through.
  const pressedAt = grace.speaker.position;
  desktop.notifications.press('Mute');
  await grace.speaker.next(3_000);
  const lateness = silentAfter(grace.speaker.from(pressedAt), 500);
  await testInfo.attach('mute: ms until silence', { body: String(lateness) });
  expect(lateness).not.toBeNull();

  // A look in eight may have met a busy moment of the machine's. What falls asleep when nobody looks stays asleep.
  const worst = Math.max(...missed.toSorted((a, b) => b - a).slice(Math.ceil(missed.length / 8)));
  if (worst > missedInSight[0]! + chanceMs) {
    // The machine may have become busier since: when as much is missing in sight now, hiding is not to blame.
    await desktop.tray.click('Return to call');
    await desktop.tray.click('Unmute');
    await hears(grace, voices.ada);
    for (let look = 0; look < 4; look += 1) missedInSight.push(missedMs(await grace.speaker.next(windowMs)));
  }
  await testInfo.attach('heard', {
    body: JSON.stringify({ missed, missedInSight, concealed, concealedInSight }, null, 2),
  });
  expect(worst).toBeLessThanOrEqual(Math.min(Math.max(...missedInSight) + chanceMs, spoiltMs));
  expect(concealed).toBeLessThanOrEqual(Math.max(0.02, 2 * concealedInSight));

  await desktop.tray.click('Hang up');
  await grace.callEnded('Ada Lovelace hung up.');
  await expect.poll(() => desktop.inhibitors.held).toEqual([]);
});
