/** The call as a menu: for the tray and the dock. */
import type { MenuItemConstructorOptions } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import { allControls, wayBack } from './controls.ts';
import type { CommandSink } from './ports.ts';

/** Peer and state, the way back, and what can be done. */
export function callMenu(call: CallSnapshot, send: CommandSink, showMain: () => void): MenuItemConstructorOptions[] {
  return [
    { id: 'heading', label: escapeAccessKeys(words.tray.heading(call)), enabled: false },
    { id: 'return', label: wayBack(call), click: showMain },
    ...allControls(call).map(
      ({ command, label, enabled }): MenuItemConstructorOptions => ({
        id: command,
        label,
        enabled,
        click: () => send({ callId: call.callId, type: command }),
      }),
    ),
  ];
}

/** In a menu's label `&` marks the access key. */
const escapeAccessKeys = (text: string) => text.replaceAll('&', '&&');

/** Equal for menus that say and do the same: what a handler does follows from the call and its item's id. */
export function menuFingerprint(call: CallSnapshot | null, template: readonly MenuItemConstructorOptions[]): string {
  return JSON.stringify([call?.callId ?? null, template]);
}
