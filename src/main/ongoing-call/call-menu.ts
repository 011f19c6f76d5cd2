/** The call as a menu: for the tray and the dock. */
import type { MenuItemConstructorOptions } from 'electron';
import type { CallSnapshot, CallsSnapshot } from '../../shared/call.ts';
import { callsBeside, foremostCall } from '../../shared/several-calls.ts';
import { words } from '../../shared/words.ts';
import { allControls, type CallControl, controlsBeside, wayBack } from './controls.ts';
import type { CommandSink } from './ports.ts';

/** The foremost call with the way back to it and what can be done, then the others, each with what can be done. */
export function callsMenu(calls: CallsSnapshot, send: CommandSink, showMain: () => void): MenuItemConstructorOptions[] {
  const foremost = foremostCall(calls);
  if (foremost === null) return [];
  return [
    heading(foremost),
    { id: 'return', label: wayBack(foremost), click: showMain },
    ...items(foremost, allControls(foremost), send),
    ...callsBeside(calls).flatMap((call) => [
      { type: 'separator' as const, id: `above ${call.callId}` },
      ...[heading(call), ...items(call, controlsBeside(call, foremost), send)].map((item) => ({
        ...item,
        id: `${item.id} ${call.callId}`,
      })),
    ]),
  ];
}

const heading = (call: CallSnapshot): MenuItemConstructorOptions => ({
  id: 'heading',
  label: escapeAccessKeys(words.tray.heading(call)),
  enabled: false,
});

const items = (call: CallSnapshot, controls: readonly CallControl[], send: CommandSink): MenuItemConstructorOptions[] =>
  controls.map(({ command, label, enabled }) => ({
    id: command,
    label,
    enabled,
    click: () => send({ callId: call.callId, type: command }),
  }));

/** In a menu's label `&` marks the access key. */
const escapeAccessKeys = (text: string) => text.replaceAll('&', '&&');

/** Equal for menus that say and do the same: what a handler does follows from the foremost call and its item's id. */
export function menuFingerprint(calls: CallsSnapshot, template: readonly MenuItemConstructorOptions[]): string {
  return JSON.stringify([foremostCall(calls)?.callId, template]);
}
