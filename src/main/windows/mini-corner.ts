import type { Corner } from '../storage/window-state.ts';

/** Desktops whose notifications come up bottom right, by their names in `XDG_CURRENT_DESKTOP`. Most others have them at the top. */
const notifyingBottomRight: ReadonlySet<string> = new Set(['KDE', 'LXQt']);

/**
 * Where the mini window sits until it is moved: not where the notification of the same call covers its buttons. No system
 * tells where it shows notifications; these are the places that they come with.
 */
export function defaultCorner(platform: NodeJS.Platform, currentDesktop = ''): Corner {
  const bottomRight =
    platform === 'win32' || currentDesktop.split(':').some((desktop) => notifyingBottomRight.has(desktop));
  return bottomRight ? 'bottom-left' : 'bottom-right';
}
