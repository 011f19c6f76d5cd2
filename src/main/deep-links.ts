import type { App } from 'electron';
import type { Log } from './ongoing-call/ports.ts';

export const linkScheme = 'holdfast';
const maxLinkLength = 10_000;

/** A `holdfast:` link of bearable length; what it means is the renderer's to read. */
export function isLink(url: string): boolean {
  return url.length <= maxLinkLength && URL.canParse(url) && new URL(url).protocol === `${linkScheme}:`;
}

/**
 * Registers as the program for `holdfast:` links. Linux wants the .desktop file installed: there it may be refused,
 * which is no error. Started from a folder (`electron .`), the folder has to be part of the command.
 */
export function claimLinks(
  app: Pick<App, 'setAsDefaultProtocolClient' | 'isPackaged' | 'getAppPath'>,
  execPath: string,
  log: Log,
): void {
  const claimed = app.isPackaged
    ? app.setAsDefaultProtocolClient(linkScheme)
    : app.setAsDefaultProtocolClient(linkScheme, execPath, [app.getAppPath()]);
  if (!claimed) log.info(`The system does not open ${linkScheme}: links with this copy.`);
}
