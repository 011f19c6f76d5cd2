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
 * which is no error. Run from its sources, the app leaves the links to the installed one.
 */
export function claimLinks(app: Pick<App, 'setAsDefaultProtocolClient' | 'isPackaged'>, log: Log): void {
  if (app.isPackaged && !app.setAsDefaultProtocolClient(linkScheme)) {
    log.info(`The system does not open ${linkScheme}: links with this copy.`);
  }
}
