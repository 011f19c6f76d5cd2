import { setTimeout as delay } from 'node:timers/promises';
import type { MessageBus } from '@particle/dbus-next';
import { BusObject, plain } from './bus-object.ts';
import type { PrivateBus } from './private-bus.ts';

const name = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

export type ShownNotification = {
  id: number;
  app: string;
  icon: string;
  title: string;
  body: string;
  /** In the order given: key for the protocol, label for the user. */
  actions: { key: string; label: string }[];
  hints: Record<string, unknown>;
  /** ms; -1 the daemon's own choice, 0 never. */
  timeout: number;
  /** Unique bus name of the connection that sent it. */
  sender: string;
};

/** What has happened, in order. `replaced`: an update in place of a notification that was open. */
export type NotificationEvent =
  | { type: 'shown' | 'replaced'; notification: ShownNotification }
  | { type: 'closed'; id: number; reason: CloseReason };

/** https://specifications.freedesktop.org/notification-spec/latest/protocol.html#signal-notification-closed */
export const closeReasons = { expired: 1, dismissed: 2, closedByApp: 3, undefined: 4 } as const;
export type CloseReason = keyof typeof closeReasons;

export type NotificationDaemonOptions = {
  capabilities?: string[];
  /** What it calls itself. */
  server?: string;
  /** How long each answer takes, ms. */
  answerDelayMs?: number;
  /** Keeps the id that it is asked to replace, also of one that is closed, as xfce4-notifyd does. */
  keepsIds?: boolean;
};

/**
 * A notification daemon (Desktop Notifications Specification 1.2) that shows to the test instead of to a person.
 * Options can be changed while it runs.
 */
export class NotificationDaemon {
  capabilities: string[];
  server: string;
  answerDelayMs: number;
  keepsIds: boolean;
  /** Everything since the start, also across restarts. */
  readonly events: NotificationEvent[] = [];
  readonly #privateBus: PrivateBus;
  #bus: MessageBus | null = null;
  #object: BusObject | null = null;
  readonly #open = new Map<number, ShownNotification>();
  #lastId = 0;
  #held: PromiseWithResolvers<void> | null = null;

  constructor(privateBus: PrivateBus, options: NotificationDaemonOptions = {}) {
    this.#privateBus = privateBus;
    this.capabilities = options.capabilities ?? ['actions', 'body', 'body-markup', 'icon-static', 'persistence'];
    this.server = options.server ?? 'Holdfast test desktop';
    this.answerDelayMs = options.answerDelayMs ?? 0;
    this.keepsIds = options.keepsIds ?? false;
  }

  async start(): Promise<void> {
    if (this.#bus) return;
    const bus = await this.#privateBus.connect();
    this.#bus = bus;
    this.#object = new BusObject(bus, path, { [name]: this.#interface });
    await bus.requestName(name);
  }

  /** Does nothing of what it is asked from now on, until {@link release} or its end. */
  hold(): void {
    this.#held ??= Promise.withResolvers<void>();
  }

  release(): void {
    this.#held?.resolve();
    this.#held = null;
  }

  /** As if the process had died: what it showed is gone and nobody is told. */
  stop(): void {
    // What still comes in finds nobody: the library would answer, and throw at the closed connection.
    this.#bus?.addMethodHandler(() => true);
    if (this.#bus) this.#privateBus.disconnect(this.#bus);
    this.#bus = null;
    this.#object = null;
    this.#open.clear();
    this.release();
  }

  /** A new process under the same name, which knows nothing of the old one's ids. */
  async restart(): Promise<void> {
    this.stop();
    this.#lastId += 1_000;
    await this.start();
  }

  /** What is on the screen now, oldest first. */
  get open(): readonly ShownNotification[] {
    return [...this.#open.values()];
  }

  /** The one open notification that has this action, by the label a person reads. @throws when there is none or more. */
  withAction(label: string): ShownNotification {
    const found = this.open.filter(({ actions }) => actions.some((action) => action.label === label));
    if (found.length !== 1) {
      const seen = this.open.map(
        ({ title, actions }) => `${title} [${actions.map((action) => action.label).join(', ')}]`,
      );
      throw new Error(`${found.length} open notifications offer ${label}; open: ${seen.join('; ') || 'none'}`);
    }
    return found[0]!;
  }

  /** A person presses the button with this label. Without the hint `resident` the notification closes, as in GNOME Shell. */
  press(label: string): void {
    const notification = this.withAction(label);
    const key = notification.actions.find((action) => action.label === label)!.key;
    this.sendAction(notification.id, key);
    if (notification.hints.resident !== true) this.#close(notification.id, 'dismissed');
  }

  /** A person clicks the notification itself. */
  click(id: number): void {
    const notification = this.#open.get(id);
    if (!notification) throw new Error(`Notification ${id} is not open`);
    this.sendActivationToken(id, `token-${id}`);
    this.sendAction(id, 'default');
    if (notification.hints.resident !== true) this.#close(id, 'dismissed');
  }

  /** A person swipes it away. */
  dismiss(id: number): void {
    this.#close(id, 'dismissed');
  }

  expire(id: number): void {
    this.#close(id, 'expired');
  }

  /** Sends `ActionInvoked` whatever is open: also for ids and keys that do not exist. */
  sendAction(id: number, key: string): void {
    this.#emit('ActionInvoked', id, key);
  }

  sendActivationToken(id: number, token: string): void {
    this.#emit('ActivationToken', id, token);
  }

  /** Sends `NotificationClosed` and changes nothing: a daemon that lies. */
  sendClosed(id: number, reason: CloseReason): void {
    this.#emit('NotificationClosed', id, closeReasons[reason]);
  }

  #emit(signal: string, ...body: unknown[]): void {
    if (!this.#object) throw new Error('The notification daemon is not running');
    this.#object.emit(name, signal, ...body);
  }

  #close(id: number, reason: CloseReason): void {
    if (!this.#open.delete(id)) return;
    this.events.push({ type: 'closed', id, reason });
    this.#emit('NotificationClosed', id, closeReasons[reason]);
  }

  #notify(args: unknown[], sender: string): number {
    const [app, replaces, icon, title, body, pairs, hints, timeout] = args as [
      string,
      number,
      string,
      string,
      string,
      string[],
      unknown,
      number,
    ];
    const actions: ShownNotification['actions'] = [];
    for (let at = 0; at + 1 < pairs.length; at += 2) actions.push({ key: pairs[at]!, label: pairs[at + 1]! });
    const replaced = this.#open.has(replaces);
    if (!replaced) this.#lastId += 1;
    const id = replaced || (this.keepsIds && replaces > 0) ? replaces : this.#lastId;
    const notification: ShownNotification = {
      id,
      app,
      icon,
      title,
      body,
      actions,
      hints: plain(hints) as Record<string, unknown>,
      timeout,
      sender,
    };
    this.#open.set(id, notification);
    this.events.push({ type: replaced ? 'replaced' : 'shown', notification });
    return id;
  }

  async #slowly(): Promise<void> {
    const asked = this.#bus;
    await this.#held?.promise;
    if (this.answerDelayMs > 0) await delay(this.answerDelayMs);
    if (this.#bus !== asked) throw new Error('The notification daemon that was asked is no more');
  }

  readonly #interface = {
    methods: {
      Notify: {
        in: 'susssasa{sv}i',
        out: 'u',
        run: async (args: unknown[], sender: string) => {
          await this.#slowly();
          return [this.#notify(args, sender)];
        },
      },
      CloseNotification: {
        in: 'u',
        out: '',
        run: async ([id]: unknown[]) => {
          await this.#slowly();
          this.#close(id as number, 'closedByApp');
          return [];
        },
      },
      GetCapabilities: {
        in: '',
        out: 'as',
        run: async () => {
          await this.#slowly();
          return [this.capabilities];
        },
      },
      GetServerInformation: {
        in: '',
        out: 'ssss',
        run: async () => {
          await this.#slowly();
          return [this.server, 'Holdfast', '1', '1.2'];
        },
      },
    },
    signals: { ActionInvoked: 'us', NotificationClosed: 'uu', ActivationToken: 'us' },
  };
}
