import { DBusError } from '@particle/dbus-next';
import { type CallCommandType, type CallId, callCommandTypes } from '../../../shared/call.ts';
import type { CallNotification, NotificationEvents, NotificationPresenter } from '../../ongoing-call/notification.ts';
import type { Log, Unsubscribe } from '../../ongoing-call/ports.ts';
import type { BusConnection, MethodCall } from './bus-connection.ts';
import { notifyArguments, notifySignature } from './notify-arguments.ts';
import type { SessionBus } from './session-bus.ts';

const service = 'org.freedesktop.Notifications';
const at = { destination: service, path: '/org/freedesktop/Notifications', interface: service };

/** `NotificationClosed` reasons: https://specifications.freedesktop.org/notification-spec/latest/protocol.html */
const closedByCall = 3;

export type FreedesktopNotificationOptions = {
  bus: Pick<SessionBus, 'connect'>;
  events: NotificationEvents;
  /** For where no service can be reached. */
  fallback: NotificationPresenter | null;
  appName: string;
  /** Of the desktop file, without `.desktop`. */
  desktopEntry: string;
  /** A name or a `file:` URL. */
  icon: string;
  /** What the last copy of the app showed: gone with this one's start, if that copy had no time to close it. */
  record: NotificationRecord;
  log: Log;
};

/** Names one notification for good: bus, service (by its unique name on that bus) and the service's id. */
export type RecordedNotification = { bus: string; owner: string; id: number };
export type NotificationRecord = {
  get(): RecordedNotification | null;
  set(notification: RecordedNotification): Promise<void>;
};

/**
 * Services that write a change into what is on the screen already. Others show it as if it were new, above all GNOME, which
 * brings up its banner again at every `Notify`: js/ui/notificationDaemon.js sets `acknowledged: false`.
 */
const quietServices: ReadonlySet<string> = new Set(['dunst', 'mako', 'Plasma', 'Xfce Notify Daemon']);

const isCommand = (key: unknown): key is CallCommandType => callCommandTypes.some((type) => type === key);

/** What the service shows, under its own id. */
type Shown = {
  id: number;
  callId: CallId;
  /** One of its actions has been invoked. */
  acted: boolean;
};

/**
 * One notification of the desktop's own service, changed in place: https://specifications.freedesktop.org/notification-spec/latest/
 *
 * Never makes anybody wait and never queues: one request is under way at a time, and when it is answered, what is wanted
 * by then is the next one. A service that restarts gets the notification again; one that hangs is left alone.
 */
export class FreedesktopNotification implements NotificationPresenter {
  readonly #options: FreedesktopNotificationOptions;
  #wanted: CallNotification | null = null;
  /** Something has changed since the last request. */
  #dirty = false;
  #syncing: Promise<void> | null = null;
  #shown: Shown | null = null;
  /** What the last request took the place of: signals about it may still be on their way. */
  #replaced: Shown | null = null;
  /** Ends the waiting for an answer. */
  #abandon: ((cause: Error) => void) | null = null;
  /** Signals that came while a reply was awaited. */
  #early: (() => void)[] | null = null;
  /** Those are being handed out. */
  #replaying = false;
  #link: { connection: BusConnection; subscriptions: Unsubscribe[] } | null = null;
  #owner = '';
  /** The service went away, or never was. */
  #gone = false;
  #seen = false;
  #capabilities: ReadonlySet<string> | null = null;
  #quiet = false;
  #usingFallback = false;

  constructor(options: FreedesktopNotificationOptions) {
    this.#options = options;
    // Nothing is wanted yet; but something may be left over.
    if (options.record.get()) this.#want(null);
  }

  get quiet(): boolean {
    return this.#quiet && !this.#usingFallback;
  }

  present(notification: CallNotification): void {
    this.#want(notification);
  }

  close(): void {
    this.#want(null);
  }

  async dispose(): Promise<void> {
    this.close();
    await this.#syncing;
    for (const unsubscribe of this.#link?.subscriptions ?? []) unsubscribe();
    this.#link = null;
    await this.#options.fallback?.dispose();
  }

  #want(notification: CallNotification | null): void {
    this.#wanted = notification;
    this.#dirty = true;
    this.#sync();
  }

  #sync(): void {
    this.#syncing ??= this.#bringToWanted()
      .catch((cause) => this.#options.log.error('The notification could not be brought up to date.', cause))
      .finally(() => {
        this.#syncing = null;
        if (this.#dirty) this.#sync();
      });
  }

  async #bringToWanted(): Promise<void> {
    while (this.#dirty) {
      const connection = await this.#connect();
      this.#dirty = false;
      const wanted = this.#wanted;
      try {
        if (!connection) throw new Error('there is no session bus');
        if (wanted) await this.#notify(connection, wanted);
        else await this.#closeShown(connection);
      } catch (cause) {
        if (!connection || isAbsence(cause)) this.#missService();
        else this.#options.log.warn(`The notification service did not do what it was asked: ${String(cause)}`);
      }
    }
  }

  async #notify(connection: BusConnection, notification: CallNotification): Promise<void> {
    const capabilities = this.#capabilities ?? (await this.#readCapabilities(connection));
    const { appName, desktopEntry, icon, fallback } = this.#options;
    const before = this.#shown;
    const body = notifyArguments(notification, {
      appName,
      desktopEntry,
      icon,
      replaces: before?.id ?? 0,
      capabilities,
    });
    this.#early = [];
    try {
      const [id] = await this.#ask(connection, { member: 'Notify', signature: notifySignature, body });
      this.#replaced = before;
      this.#shown = { id: Number(id), callId: notification.callId, acted: false };
      this.#gone = false;
      if (this.#usingFallback) fallback?.close();
      this.#usingFallback = false;
      if (before?.id !== this.#shown.id) void this.#remember(connection, this.#shown.id);
    } finally {
      this.#handOut(this.#early);
    }
  }

  #handOut(early: readonly (() => void)[]): void {
    this.#early = null;
    this.#replaying = true;
    try {
      for (const handle of early) handle();
    } finally {
      this.#replaying = false;
    }
  }

  async #closeShown(connection: BusConnection): Promise<void> {
    if (this.#usingFallback) this.#options.fallback?.close();
    const id = this.#shown?.id;
    this.#shown = null;
    if (id !== undefined) await this.#ask(connection, { member: 'CloseNotification', signature: 'u', body: [id] });
  }

  async #readCapabilities(connection: BusConnection): Promise<ReadonlySet<string>> {
    const [list] = await this.#ask(connection, { member: 'GetCapabilities' });
    this.#capabilities = new Set(Array.isArray(list) ? list.map(String) : []);
    this.#seen = true;
    // Not before the notification: it does not wait for how it may change.
    void this.#readName(connection);
    return this.#capabilities;
  }

  async #readName(connection: BusConnection): Promise<void> {
    try {
      const [name] = await connection.call({ ...at, member: 'GetServerInformation' });
      this.#quiet = quietServices.has(String(name));
    } catch {
      // It keeps its name to itself.
      this.#quiet = false;
    }
  }

  /** Waits for the answer as long as the service keeps its name: one that hangs can be replaced by another. */
  async #ask(connection: BusConnection, what: Pick<MethodCall, 'member' | 'signature' | 'body'>) {
    const { promise: abandoned, reject } = Promise.withResolvers<never>();
    this.#abandon = reject;
    try {
      return await Promise.race([connection.call({ ...at, ...what }), abandoned]);
    } finally {
      this.#abandon = null;
    }
  }

  async #remember(connection: BusConnection, id: number): Promise<void> {
    try {
      await this.#options.record.set({ bus: await connection.busId(), owner: this.#owner, id });
    } catch (cause) {
      this.#options.log.warn(`The notification could not be written down: ${String(cause)}`);
    }
  }

  /** Ids count up as long as a service lives: the one written down is that of the last copy, or of nothing. */
  async #closeLeftover(connection: BusConnection): Promise<void> {
    const left = this.#options.record.get();
    if (!left || this.#owner === '' || left.owner !== this.#owner || left.bus !== (await connection.busId())) return;
    await this.#ask(connection, { member: 'CloseNotification', signature: 'u', body: [left.id] }).catch(() => {
      // Closed already.
    });
  }

  /** A service that was there once is waited for; where there never was one, Electron may know a way. */
  #missService(): void {
    const { fallback, log } = this.#options;
    this.#gone = true;
    this.#shown = null;
    if (this.#seen) return;
    if (!this.#usingFallback) log.info('No notification service on a session bus: using what Electron has.');
    this.#usingFallback = true;
    if (this.#wanted) fallback?.present(this.#wanted);
    else fallback?.close();
  }

  /** The connection, with our subscriptions in place. */
  async #connect(): Promise<BusConnection | undefined> {
    const connection = await this.#options.bus.connect();
    if (!connection || this.#link?.connection === connection) return connection;
    const subscriptions: Unsubscribe[] = [];
    const hear = (member: string, listener: (body: readonly unknown[]) => void) =>
      connection.onSignal({ sender: service, path: at.path, interface: service, member }, (body) =>
        this.#inTurn(() => listener(body)),
      );
    try {
      this.#onOwner('');
      subscriptions.push(await hear('ActionInvoked', (body) => this.#onAction(body)));
      subscriptions.push(await hear('NotificationClosed', (body) => this.#onClosed(body)));
      subscriptions.push(
        await connection.watchOwner(service, (owner) => {
          if (this.#owner !== '') this.#abandon?.(new Error('the service has gone'));
          this.#inTurn(() => this.#onOwner(owner));
        }),
      );
    } catch (cause) {
      for (const unsubscribe of subscriptions) unsubscribe();
      this.#options.log.warn(`The session bus does not tell of notifications: ${String(cause)}`);
      return undefined;
    }
    const first = this.#link === null;
    this.#link = { connection, subscriptions };
    if (first) await this.#closeLeftover(connection);
    return connection;
  }

  /** Signals are handed out at once, replies a moment later: while one is awaited, what follows it waits too. */
  #inTurn(handle: () => void): void {
    if (this.#early) this.#early.push(handle);
    else handle();
  }

  #onOwner(owner: string): void {
    if (owner === this.#owner) return;
    if (this.#owner !== '') {
      // What it showed went with it.
      this.#capabilities = null;
      this.#quiet = false;
      this.#shown = null;
      this.#replaced = null;
      this.#gone = true;
    }
    this.#owner = owner;
    if (owner === '' || !this.#gone) return;
    this.#gone = false;
    this.#dirty = true;
    this.#sync();
  }

  #onAction([id, key]: readonly unknown[]): void {
    const shown = this.#find(id);
    if (!shown) return;
    shown.acted = true;
    if (key === 'default') this.#options.events.onClick();
    else if (isCommand(key)) this.#options.events.onAction(shown.callId, key);
  }

  #onClosed([id, reason]: readonly unknown[]): void {
    const closed = this.#find(id);
    if (!closed) return;
    if (closed === this.#shown) this.#shown = null;
    // A service that knows no `resident` closes it after an action: the change that the action makes shows it again.
    if (reason === closedByCall || closed.acted) return;
    // Dismissed; if while it was being replaced, the service has made a new one of it.
    this.close();
    this.#options.events.onDismissed();
  }

  /**
   * Ours, if it is one of ours. A service may give a replacement the id of what it has just closed (xfce4-notifyd does):
   * what it said before it answered is about the one that was replaced.
   */
  #find(id: unknown): Shown | undefined {
    const known = this.#replaying ? [this.#replaced, this.#shown] : [this.#shown, this.#replaced];
    return known.find((each) => each !== null && each.id === id) ?? undefined;
  }
}

function isAbsence(cause: unknown): boolean {
  return (
    cause instanceof DBusError &&
    (cause.type === 'org.freedesktop.DBus.Error.ServiceUnknown' ||
      cause.type === 'org.freedesktop.DBus.Error.NameHasNoOwner' ||
      cause.type.startsWith('org.freedesktop.DBus.Error.Spawn'))
  );
}
