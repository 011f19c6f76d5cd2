import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from '../../ongoing-call/ports.ts';
import type { Environment } from './session-bus.ts';

export type NotificationIconOptions = {
  env: Environment;
  /** Of the desktop file, without `.desktop`; also the icon's name in the desktop's theme. */
  desktopEntry: string;
  /** The icon as the app has it, maybe in its archive. */
  image: string;
  /** Of the app's own data. */
  folder: string;
  log: Log;
};

/**
 * What `Notify` is to be given as icon: its name where the app is installed, else a file, since a theme that has no such name
 * draws a broken image: https://specifications.freedesktop.org/notification-spec/latest/icons-and-images.html
 */
export function notificationIcon({ env, desktopEntry, image, folder, log }: NotificationIconOptions): string {
  if (isInstalled(env, desktopEntry)) return desktopEntry;
  try {
    return pathToFileURL(readableByOthers(image, folder)).href;
  } catch (cause) {
    log.warn(`Notifications have no icon: ${String(cause)}`);
    return desktopEntry;
  }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/#variables */
function isInstalled(env: Environment, desktopEntry: string): boolean {
  const own = env.XDG_DATA_HOME || path.join(env.HOME || homedir(), '.local/share');
  const common = (env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':');
  return [own, ...common].some((folder) => existsSync(path.join(folder, 'applications', `${desktopEntry}.desktop`)));
}

/** Into Electron's archive only this process can look. */
function readableByOthers(image: string, folder: string): string {
  if (!image.split(path.sep).some((part) => part.endsWith('.asar'))) return image;
  const copy = path.join(folder, 'notification-icon.png');
  writeFileSync(copy, readFileSync(image));
  return copy;
}
