import { Variant } from '@particle/dbus-next';
import type { CallNotification } from '../../ongoing-call/notification.ts';

/** https://specifications.freedesktop.org/notification-spec/latest/categories.html; `call.ongoing` is the portal's. */
const categories = {
  ongoing: 'call.ongoing',
  incoming: 'call.incoming',
  missed: 'call.unanswered',
  ended: 'call.ended',
} as const satisfies Record<CallNotification['kind'], string>;

const urgency = { normal: 1, critical: 2 } as const;
/** ms; the service decides, or it stays until it is closed. */
const timeout = { ofService: -1, never: 0 } as const;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeMarkup = (text: string) => text.replace(/[&<>]/g, (character) => entities[character] ?? character);

export type NotifyContext = {
  appName: string;
  /** Of the desktop file, without `.desktop`. */
  desktopEntry: string;
  /** A name or a `file:` URL. */
  icon: string;
  /** Id of the notification to change, 0 for a new one. */
  replaces: number;
  /** What the service says it can do. */
  capabilities: ReadonlySet<string>;
};

export const notifySignature = 'susssasa{sv}i';

/** The arguments of `Notify`: https://specifications.freedesktop.org/notification-spec/latest/protocol.html */
export function notifyArguments(
  { kind, title, body, bodyWithoutButtons, openLabel, actions }: CallNotification,
  { appName, desktopEntry, icon, replaces, capabilities }: NotifyContext,
): unknown[] {
  const ofCall = kind === 'ongoing' || kind === 'incoming';
  const hasButtons = capabilities.has('actions');
  const text = hasButtons ? body : bodyWithoutButtons;
  // `default` is the click on the notification itself. Some services draw a button for it, too: last, it stays out of the way.
  const keys = [...actions.flatMap(({ command, label }) => [command, label]), 'default', openLabel];
  const hints = {
    category: new Variant('s', categories[kind]),
    urgency: new Variant('y', kind === 'incoming' ? urgency.critical : urgency.normal),
    // Pressing Mute must not dismiss it.
    resident: new Variant('b', ofCall),
    // The app rings for itself.
    'suppress-sound': new Variant('b', true),
    'desktop-entry': new Variant('s', desktopEntry),
    'sender-pid': new Variant('x', BigInt(process.pid)),
    // Before the app's own icon, which services look for by the desktop file.
    ...(icon.startsWith('file:') ? { 'image-path': new Variant('s', icon) } : {}),
  };
  return [
    appName,
    replaces,
    icon,
    title,
    capabilities.has('body-markup') ? escapeMarkup(text) : text,
    hasButtons ? keys : [],
    hints,
    // As long as there is a call it stays, missed calls until they are seen; other news goes when the service thinks so.
    kind === 'ended' ? timeout.ofService : timeout.never,
  ];
}
