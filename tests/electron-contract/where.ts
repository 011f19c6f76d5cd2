/** Where a promise says nothing, in words that a run shows. */
import type { Elsewhere } from './contract.ts';

export const onlyOn =
  (...platforms: NodeJS.Platform[]): Elsewhere =>
  ({ platform }) =>
    platforms.includes(platform) ? null : `it is about ${platforms.join(' and ')}`;

/** Seen on the private desktop that Linux runs have. */
export const onDesktop: Elsewhere = ({ desktop }) => (desktop ? null : 'it is seen on the session bus of Linux');

export const onX11: Elsewhere = ({ display }) => (display === 'x11' ? null : 'it is seen on an X11 display');

/** Wayland knows no minimized state, tells no positions, and lets no window take the focus (docs/api/browser-window.md). */
export const notOnWayland: Elsewhere = ({ display }) => (display === 'wayland' ? 'Wayland does not have it' : null);
