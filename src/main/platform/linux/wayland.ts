import type { CommandLine } from 'electron';

/**
 * Whether the windows are Wayland's own, not X11's. Before the app's code runs, Chromium writes what it has chosen into the
 * command line: `SetOzonePlatformForLinuxIfNeeded`, ui/linux/display_server_utils.cc.
 */
export function isWayland(commandLine: Pick<CommandLine, 'getSwitchValue'>): boolean {
  return commandLine.getSwitchValue('ozone-platform') === 'wayland';
}
