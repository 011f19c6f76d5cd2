/** The desktop around this window, where there is one: a plain page in a browser has none. */
import type { HoldfastBridge } from '../../shared/bridge.ts';

export type Desktop = HoldfastBridge;

declare global {
  interface Window {
    readonly holdfast?: HoldfastBridge;
  }
}

export function desktopOf(page: Window): Desktop | null {
  return page.holdfast ?? null;
}
