import { callMethod } from '../desktop/bus-object.ts';
import { dominantFrequency } from '../sound/analysis.ts';
import { voices } from '../sound/voice.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';

test('a person who calls Echo hears their own voice', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.microphone.say(voices.ada);
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  // The app cancels echoes, and this is one: part of it is all that may be left.
  await hears(ada, voices.ada, { atLeast: 0.3 });
  const heard = dominantFrequency(await ada.speaker.next(500));
  const nearest = voices.ada.tones.map((tone) => Math.abs(tone - (heard ?? 0)));
  expect(Math.min(...nearest)).toBeLessThan(15);

  await ada.microphone.hush();
  await hearsNothing(ada);
  await ada.hangUp();
  await ada.callEnded();
});

test('media keys and controls stay with the music: a call is no player on the session bus, nor is one left over', async ({
  // Without a display Chromium leaves them alone anyway.
  ownScreen,
  launchApp,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace', env: ownScreen.environment });
  const bus = await ada.desktop.sessionBus.connect();
  const name = 'org.freedesktop.DBus';
  const players = async () => {
    const [names] = await callMethod(bus, name, '/org/freedesktop/DBus', name, 'ListNames');
    return (names as string[]).filter((each) => each.startsWith('org.mpris.'));
  };
  await ada.microphone.say(voices.ada);
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await hears(ada, voices.ada, { atLeast: 0.3 });
  expect(await players()).toEqual([]);
  await ada.hangUp();
  await ada.callEnded();
  expect(await players()).toEqual([]);
});
