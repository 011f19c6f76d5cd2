import { randomUUID } from 'node:crypto';
import type { Notification, NotificationConstructorOptions } from 'electron';
import type { CallNotification, NotificationEvents, NotificationName, NotificationPresenter } from './notification.ts';
import type { Log } from './ports.ts';

type ShownNotification = Pick<Notification, 'show' | 'close' | 'on'>;

export type ElectronNotificationOptions = {
  platform: NodeJS.Platform;
  /** There is one of each. */
  name: NotificationName;
  /** There is one of each. */
  create(options: NotificationConstructorOptions): ShownNotification;
  isSupported(): boolean;
  events: NotificationEvents;
  /** One of its objects was told of a press. */
  onHeard?: (() => void) | undefined;
  log: Log;
};

/** What Windows and macOS know all of the app's call notifications by. */
export const notificationGroup = 'ongoing-call';

type Current = {
  /** Kept: one that is collected tells nothing any more, though it is still on the screen. */
  notification: ShownNotification;
  /** One of its buttons was pressed. */
  acted: boolean;
};

/**
 * The notification as Electron has it: with buttons on Windows and macOS, and the last resort on Linux. Silent: the app
 * rings for itself.
 */
export class ElectronNotification implements NotificationPresenter {
  /** Each change is a notification of its own, which comes up as all do. */
  readonly quiet = false;
  readonly #options: ElectronNotificationOptions;
  #current: Current | null = null;
  #failed = false;

  constructor(options: ElectronNotificationOptions) {
    this.#options = options;
  }

  present(content: CallNotification): void {
    const { create, isSupported, platform, name, events } = this.#options;
    if (this.#failed || !isSupported()) {
      events.onUnavailable?.();
      return;
    }
    const before = this.#current;
    const notification = create({
      // Never the same twice. Electron hands a press to the first object it ever made with that id, closed or not
      // (`HandleToastActivation` in windows_toast_activator.cc, `GetNotification` in notification_presenter_mac.mm), and
      // closing one takes off whatever is shown under its id.
      id: `${name}-${randomUUID()}`,
      groupId: notificationGroup,
      title: content.title,
      // Whether Linux draws buttons is not for Electron to say.
      body: platform === 'linux' ? content.bodyWithoutButtons : content.body,
      silent: true,
      urgency: content.kind === 'incoming' ? 'critical' : 'normal',
      timeoutType: stays(content.kind, platform) ? 'never' : 'default',
      actions: content.actions.map(({ label }) => ({ type: 'button', text: label })),
    });
    const current = { notification, acted: false };
    this.#current = current;
    this.#listen(current, content);
    try {
      notification.show();
    } catch (cause) {
      this.#current = before;
      throw cause;
    }
    // After the new one: in between there must not be none.
    before?.notification.close();
  }

  close(): void {
    const current = this.#current;
    // Before: on macOS `close` is told within the call, and it was not the user.
    this.#current = null;
    current?.notification.close();
  }

  async dispose(): Promise<void> {
    this.close();
  }

  #listen(current: Current, { callId, actions }: CallNotification): void {
    const { events, onHeard, log } = this.#options;
    const { notification } = current;
    const isCurrent = () => this.#current === current;
    notification.on('click', () => {
      onHeard?.();
      if (isCurrent()) events.onClick();
    });
    notification.on('action', (_event, index) => {
      onHeard?.();
      const action = actions[index];
      if (!isCurrent() || !action) return;
      current.acted = true;
      events.onAction(callId, action.command);
    });
    notification.on('close', ({ reason }) => {
      // Windows says so when the time on the screen is over: it goes on in the notification centre, with its buttons.
      if (!isCurrent() || reason === 'timedOut') return;
      this.#current = null;
      if (!current.acted) events.onDismissed();
    });
    notification.on('failed', (_event, error) => {
      // macOS says so some time after, and of each.
      if (!this.#failed) log.warn(`The system shows no notifications (${error}): going on without them.`);
      this.#failed = true;
      if (!isCurrent()) return;
      this.#current = null;
      events.onUnavailable?.();
    });
  }
}

/**
 * Whether it stays on the screen as long as there is a call. On Windows that is a reminder: a toast that cannot be moved,
 * over the corner where other programs show theirs, for as long as a call may last. There the ongoing one goes to the
 * notification centre after its time, where it keeps its buttons; only a ring waits for its answer. Missed calls stay until they
 * are seen, on Windows there, too. News goes the way of all notifications.
 */
function stays(kind: CallNotification['kind'], platform: NodeJS.Platform): boolean {
  return kind === 'incoming' || (kind !== 'ended' && platform !== 'win32');
}
