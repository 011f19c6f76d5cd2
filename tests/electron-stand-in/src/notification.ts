import type * as Electron from 'electron';
import type { NotificationConstructorOptions } from 'electron';
import type { Bus, BusMessage } from './dbus.ts';
import { hostile } from './hostile.ts';
import { type Part, PreventableEvent, StrictEmitter } from './strict.ts';

const service = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

export interface NotificationHost {
  isReady(): boolean;
  bus: Bus;
  appName(): string;
  desktopName(): string;
}

const urgencies = { low: 0, normal: 1, critical: 2 };

/**
 * Electron's `Notification` in its Linux form: each `show` is a new bubble, urgency and actions are hints that the daemon
 * may follow, and what the user does comes back as signals.
 */
export class Notification extends StrictEmitter implements Part<Electron.Notification> {
  static _host: NotificationHost;

  title: string;
  body: string;
  actions: NonNullable<NotificationConstructorOptions['actions']>;
  silent: boolean;
  urgency: NonNullable<NotificationConstructorOptions['urgency']>;
  timeoutType: NonNullable<NotificationConstructorOptions['timeoutType']>;
  #id: number | undefined;
  #stopListening: () => void = () => {};
  #work: Promise<void> = Promise.resolve();

  static isSupported(): boolean {
    return true;
  }

  constructor(options: NotificationConstructorOptions = {}) {
    super('Notification');
    if (!Notification._host.isReady()) throw new Error('Cannot create Notification before app is ready');
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.actions = options.actions ?? [];
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
  }

  show(): void {
    this.#work = this.#work
      .then(async () => {
        await this.#dismiss();
        await this.#post();
      })
      .catch((error) => {
        this.emit('failed', new PreventableEvent(), error instanceof Error ? error.message : '');
      });
  }

  close(): void {
    this.#work = this.#work.then(() => this.#dismiss()).catch(() => {});
  }

  async #post(): Promise<void> {
    if (hostile.has('notifications-fail')) throw new Error('');
    const { bus, appName, desktopName } = Notification._host;
    const [capabilities] = await bus.call(service, path, service, 'GetCapabilities');
    const actions = (capabilities as string[]).includes('actions')
      ? ['default', 'View', ...this.actions.flatMap((action, index) => [String(index), action.text ?? ''])]
      : [];
    const variant = await bus.variants();
    const hints = {
      urgency: variant('y', urgencies[this.urgency]),
      'sender-pid': variant('x', BigInt(process.pid)),
      ...(desktopName() ? { 'desktop-entry': variant('s', desktopName().replace(/\.desktop$/, '')) } : {}),
    };
    // A signal that comes together with the answer to Notify is heard before the answer has given this one its id.
    const posted = Promise.withResolvers<void>();
    const afterwards = (hear: (signal: BusMessage) => void) => (signal: BusMessage) =>
      void posted.promise.then(() => hear(signal));
    const stops = await Promise.all([
      bus.onSignal(
        { path, interface: service, member: 'ActionInvoked' },
        afterwards((signal) => this.#onAction(signal)),
      ),
      bus.onSignal(
        { path, interface: service, member: 'NotificationClosed' },
        afterwards((signal) => this.#onClosed(signal)),
      ),
    ]);
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    const timeout = this.timeoutType === 'never' ? 0 : -1;
    const body = [appName(), 0, '', this.title, this.body, actions, hints, timeout];
    const [id] = await bus.call(service, path, service, 'Notify', 'susssasa{sv}i', body);
    this.#id = id as number;
    this.emit('show', new PreventableEvent());
    posted.resolve();
  }

  /** The user hears of the end by `close`; the app that dismisses its own does not. */
  async #dismiss(): Promise<void> {
    const id = this.#forget();
    if (id !== undefined) await Notification._host.bus.call(service, path, service, 'CloseNotification', 'u', [id]);
  }

  #forget(): number | undefined {
    const id = this.#id;
    this.#id = undefined;
    this.#stopListening();
    this.#stopListening = () => {};
    return id;
  }

  #onAction({ body: [id, key] }: BusMessage): void {
    if (id !== this.#id) return;
    if (key === 'default') {
      this.#forget();
      this.emit('click', new PreventableEvent());
      return;
    }
    const actionIndex = Number(key);
    this.emit('action', Object.assign(new PreventableEvent(), { actionIndex, selectionIndex: -1 }), actionIndex, -1);
  }

  #onClosed({ body: [id] }: BusMessage): void {
    if (id !== this.#id) return;
    this.#forget();
    this.emit('close', new PreventableEvent());
  }
}
