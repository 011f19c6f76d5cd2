import { describe, expect, test } from 'vitest';
import { followDeviceChoice } from '../../../src/renderer/state/device-choice.ts';
import { createPreferences, defaultSettings } from '../../../src/renderer/state/preferences.ts';
import { FakeDesktop } from './support/fake-desktop.ts';
import { FakePhone } from './support/fake-phone.ts';

describe('settings', () => {
  test('are what main has kept', async () => {
    const desktop = new FakeDesktop();
    desktop.settingsNow = { ...defaultSettings, sounds: false };
    const preferences = createPreferences(desktop);
    await preferences.load();
    expect(preferences.getState()).toMatchObject({ settings: { sounds: false }, info: desktop.infoNow });
  });

  test('change at once and are kept', async () => {
    const desktop = new FakeDesktop();
    const preferences = createPreferences(desktop);
    const saved = preferences.change({ miniWindow: 'never' });
    expect(preferences.getState().settings.miniWindow).toBe('never');
    await saved;
    expect(desktop.settingsNow.miniWindow).toBe('never');
  });

  test('follow a change made elsewhere', () => {
    const desktop = new FakeDesktop();
    const preferences = createPreferences(desktop);
    desktop.changeElsewhere({ sounds: false });
    expect(preferences.getState().settings.sounds).toBe(false);
  });

  test('that cannot be kept still hold, and say so until one can', async () => {
    const desktop = new FakeDesktop();
    const preferences = createPreferences(desktop);
    desktop.savingFails = true;
    await preferences.change({ sounds: false });
    expect(preferences.getState()).toMatchObject({ saveFailed: true, settings: { sounds: false } });
    desktop.savingFails = false;
    await preferences.change({ sounds: true });
    expect(preferences.getState().saveFailed).toBe(false);
  });

  test('a new shortcut tells whether it could be registered', async () => {
    const desktop = new FakeDesktop();
    const preferences = createPreferences(desktop);
    await preferences.load();
    desktop.infoNow = { ...desktop.infoNow, muteShortcutRegistered: false };
    await preferences.change({ sounds: false });
    expect(preferences.getState().info?.muteShortcutRegistered).toBe(true);
    await preferences.change({ muteShortcut: 'Alt+M' });
    expect(preferences.getState().info?.muteShortcutRegistered).toBe(false);
  });

  test('tell of a shortcut that another program has taken since, when asked again', async () => {
    const desktop = new FakeDesktop();
    const preferences = createPreferences(desktop);
    await preferences.load();
    desktop.infoNow = { ...desktop.infoNow, muteShortcutRegistered: false };
    await preferences.refreshInfo();
    expect(preferences.getState().info?.muteShortcutRegistered).toBe(false);
  });

  test('work without a desktop', async () => {
    const preferences = createPreferences(null);
    await preferences.load();
    await preferences.refreshInfo();
    await preferences.change({ sounds: false });
    expect(preferences.getState()).toMatchObject({ settings: { sounds: false }, saveFailed: false, info: null });
  });
});

test('the phone is told of each chosen device once', async () => {
  const phone = new FakePhone();
  const preferences = createPreferences(null);
  const stop = followDeviceChoice(preferences, phone);
  expect(phone.asked).toEqual([]);
  await preferences.change({ microphoneId: 'mic-2' });
  await preferences.change({ sounds: false });
  await preferences.change({ speakerId: 'speaker-1', cameraId: 'camera-1' });
  await preferences.change({ microphoneId: null });
  expect(phone.asked).toEqual([
    ['chooseMicrophone', 'mic-2'],
    ['chooseSpeaker', 'speaker-1'],
    ['chooseCamera', 'camera-1'],
    ['chooseMicrophone', null],
  ]);
  stop();
  await preferences.change({ microphoneId: 'mic-1' });
  expect(phone.asked).toHaveLength(4);
});
