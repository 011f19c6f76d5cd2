import type { CommandLine } from 'electron';

const feature = 'HardwareMediaKeyHandling';

/**
 * Leaves the keys and the system's controls for media to the programs that play some. Chromium would offer a call there as
 * a player called Chromium, also after its end, and take Play and Pause away from the music; of a call's own actions none
 * gets through these ways: `MediaKeysListenerManager` (content/browser/media) and system_media_controls know those of players.
 * To be called before the app is ready.
 */
export function leaveMediaKeys(commandLine: Pick<CommandLine, 'appendSwitch' | 'getSwitchValue'>): void {
  // The last of equal switches counts.
  const before = commandLine.getSwitchValue('disable-features');
  commandLine.appendSwitch('disable-features', before === '' ? feature : `${before},${feature}`);
}
