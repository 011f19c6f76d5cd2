/** The call as a menu: for the tray and the dock. */
import type { MenuItemConstructorOptions } from 'electron';
import { activeCall, type CallSnapshot, type CallsSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import { allControls, wayBack } from './controls.ts';
import type { CommandSink } from './ports.ts';

/** The active call with the way back to it and what can be done, then the others, each with what can be done. */
export function callsMenu(calls: CallsSnapshot, send: CommandSink, showMain: () => void): MenuItemConstructorOptions[] {
  const active = activeCall(calls);
  const others = calls.calls.filter((call) => call !== active);
  return [
    ...(active
      ? [heading(active), { id: 'return', label: wayBack(active), click: showMain }, ...items(active, send)]
      : []),
    ...others.flatMap((call) => [
      { type: 'separator' as const, id: `above ${call.callId}` },
      ...[heading(call), ...items(call, send)].map((item) => ({ ...item, id: `${item.id} ${call.callId}` })),
    ]),
  ];
}

const heading = (call: CallSnapshot): MenuItemConstructorOptions => ({
  id: 'heading',
  label: escapeAccessKeys(words.tray.heading(call)),
  enabled: false,
});

const items = (call: CallSnapshot, send: CommandSink): MenuItemConstructorOptions[] =>
  allControls(call).map(({ command, label, enabled }) => ({
    id: command,
    label,
    enabled,
    click: () => send({ callId: call.callId, type: command }),
  }));

/** In a menu's label `&` marks the access key. */
const escapeAccessKeys = (text: string) => text.replaceAll('&', '&&');

/** Equal for menus that say and do the same: what a handler does follows from the active call and its item's id. */
export function menuFingerprint(calls: CallsSnapshot, template: readonly MenuItemConstructorOptions[]): string {
  return JSON.stringify([calls.activeCallId, template]);
}
