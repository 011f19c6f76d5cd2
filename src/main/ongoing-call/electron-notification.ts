import type { Notification, NotificationConstructorOptions } from 'electron';
import type { CallNotification, NotificationEvents, NotificationName, NotificationPresenter } from './notification.ts';
import type { Log } from './ports.ts';

type ShownNotification = Pick<Notification, 'show' | 'close' | 'on'>;

export type ElectronNotificationOptions = {
  platform: NodeJS.Platform;
  /** There is one of each: Windows knows it by tag and group, macOS by id. */
  name: NotificationName;
  create(options: NotificationConstructorOptions): ShownNotification;
  isSupported(): boolean;
  events: NotificationEvents;
  log: Log;
};

const groupId = 'ongoing-call';

/**
 * The notification as Electron has it: with buttons on Windows and macOS, and the last resort on Linux. Silent: the app
 * rings for itself.
 */
export class ElectronNotification implements NotificationPresenter {
  readonly #options: ElectronNotificationOptions;
  /** Kept: one that is collected tells nothing any more. */
  #shown: ShownNotification | null = null;
  #failed = false;

  constructor(options: ElectronNotificationOptions) {
    this.#options = options;
  }

  present({ callId, kind, title, body, actions }: CallNotification): void {
    const { create, isSupported, platform, name: id, events, log } = this.#options;
    if (this.#failed || !isSupported()) {
      events.onUnavailable?.();
      return;
    }
    // Windows and macOS replace by id, and closing the old one there would close the new one; Linux stacks them up.
    if (platform === 'linux') this.close();
    const before = this.#shown;
    const notification = create({
      id,
      groupId,
      title,
      body,
      silent: true,
      urgency: kind === 'incoming' ? 'critical' : 'normal',
      // News of a call that is over goes the way of all notifications.
      timeoutType: kind === 'ongoing' || kind === 'incoming' ? 'never' : 'default',
      actions: actions.map(({ label }) => ({ type: 'button', text: label })),
    });
    this.#shown = notification;
    const isCurrent = () => this.#shown === notification;
    notification.on('click', () => {
      if (isCurrent()) events.onClick();
    });
    notification.on('action', (_event, index) => {
      const action = actions[index];
      if (isCurrent() && action) events.onAction(callId, action.command);
    });
    notification.on('close', () => {
      if (!isCurrent()) return;
      this.#shown = null;
      events.onDismissed();
    });
    notification.on('failed', (_event, error) => {
      log.warn(`The system shows no notifications (${error}): going on without them.`);
      this.#failed = true;
      if (!isCurrent()) return;
      this.#shown = null;
      events.onUnavailable?.();
    });
    try {
      notification.show();
    } catch (cause) {
      this.#shown = before;
      throw cause;
    }
  }

  close(): void {
    const shown = this.#shown;
    // Before: on macOS `close` is told within the call, and it was not the user.
    this.#shown = null;
    shown?.close();
  }

  async dispose(): Promise<void> {
    this.close();
  }
}
