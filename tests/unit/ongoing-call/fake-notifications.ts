/**
 * Electron's notifications on a system with a screen, as Electron's source has them, in
 * https://github.com/electron/electron/tree/main/shell/browser: `api/electron_api_notification.cc`, `notifications/`.
 */
import type { ActivationArguments, Notification, NotificationConstructorOptions } from 'electron';
import { Fault } from './fault.ts';

type Listener = (...args: never[]) => void;

/**
 * What Electron makes of a `show()`. All of them stay in the presenter's set for good; a press looks through it for the
 * first with the id that was pressed, and is told to its delegate, if it still has one.
 */
type Native = { readonly id: string; delegate: FakeNotification | null; dismissed: boolean };

export type ScreenOptions = {
  platform: NodeJS.Platform;
  fault?: Fault;
};

export class FakeNotificationScreen {
  /** What a person finds on the screen or in the notification centre. */
  readonly shown: OnScreen[] = [];
  readonly platform: NodeJS.Platform;
  readonly fault: Fault;
  supported = true;
  failing: boolean | 'late' = false;
  /** macOS says so some time after `show()`. */
  readonly failures: (() => void)[] = [];
  created = 0;
  /** What was given to `handleActivation` of Windows. */
  activation: ((details: ActivationArguments) => void) | null = null;
  /** The app was started by a press on a toast. */
  activatedBefore = false;
  readonly #natives: Native[] = [];

  constructor({ platform, fault = new Fault() }: ScreenOptions) {
    this.platform = platform;
    this.fault = fault;
  }

  create = (options: NotificationConstructorOptions): FakeNotification => new FakeNotification(this, options);
  isSupported = (): boolean => this.supported;
  handleActivation = (callback: (details: ActivationArguments) => void): void => {
    if (this.platform !== 'win32') throw new Error('Only Windows has it');
    this.fault.check('leftovers');
    this.activation = callback;
    if (this.activatedBefore) callback({ type: 'click', arguments: '' });
    this.activatedBefore = false;
  };
  removeGroup = (groupId: string): void => {
    if (this.platform !== 'darwin') throw new Error('Only macOS has it');
    this.fault.check('leftovers');
    for (const { id } of this.shown.filter(({ options }) => options.groupId === groupId)) this.takeOff(id);
  };

  post(notification: FakeNotification): Native {
    this.fault.check('show');
    this.created += 1;
    const native: Native = { id: notification.id, delegate: notification, dismissed: false };
    this.#natives.push(native);
    // Windows replaces by tag and group, macOS by identifier; libnotify is given neither.
    if (this.platform !== 'linux') this.takeOff(native.id);
    this.shown.push(new OnScreen(this, native, notification.options));
    return native;
  }

  /** Windows and macOS take off what has the id, whoever showed it. */
  takeOff(id: string): void {
    const at = this.shown.findIndex((each) => each.id === id);
    if (at >= 0) this.shown.splice(at, 1);
  }

  /** As `HandleToastActivation` of Windows and `GetNotification` of macOS find whom a press is for. */
  delegateOf(id: string): FakeNotification | null {
    return this.#natives.find((native) => native.id === id)?.delegate ?? null;
  }

  /** Nobody holds the object any more: what it showed stays, and its presses go nowhere. */
  collect(shown: OnScreen): void {
    for (const native of this.#natives) if (native.id === shown.id) native.delegate = null;
  }
}

/** A notification as it is on the screen. */
export class OnScreen {
  readonly options: NotificationConstructorOptions;
  readonly #screen: FakeNotificationScreen;
  readonly #native: Native;

  constructor(screen: FakeNotificationScreen, native: Native, options: NotificationConstructorOptions) {
    this.#screen = screen;
    this.#native = native;
    this.options = options;
  }

  get id(): string {
    return this.#native.id;
  }

  press(label: string): void {
    const index = (this.options.actions ?? []).findIndex(({ text }) => text === label);
    if (index < 0) throw new Error(`No button ${label}`);
    this.#activate({ type: 'action', actionIndex: index }, (target) =>
      target.emit('action', { actionIndex: index, selectionIndex: -1 }, index, -1),
    );
    // A daemon that knows no `resident` closes what was acted on, and says so.
    if (this.#screen.platform === 'linux') this.#native.delegate?.emit('close', {});
  }

  click(): void {
    this.#activate({ type: 'click' }, (target) => target.emit('click', {}));
  }

  dismiss(): void {
    this.#screen.takeOff(this.id);
    this.#native.dismissed = true;
    // Without buttons it has no category on macOS, and its end is not told.
    if (this.#screen.platform === 'darwin' && !this.options.actions?.length) return;
    const reason = this.#screen.platform === 'win32' ? { reason: 'userCanceled' } : {};
    this.#native.delegate?.emit('close', reason);
  }

  /** Windows: its time on the screen is over, it is in the notification centre now. */
  timeOut(): void {
    if (this.#screen.platform !== 'win32') throw new Error('Only Windows says so');
    if (this.options.timeoutType === 'never') throw new Error('It waits for an answer');
    this.#native.dismissed = true;
    this.#native.delegate?.emit('close', { reason: 'timedOut' });
  }

  /** Whatever is activated goes from the screen. */
  #activate(details: Pick<ActivationArguments, 'type' | 'actionIndex'>, tell: (target: FakeNotification) => void) {
    const { platform } = this.#screen;
    this.#screen.takeOff(this.id);
    // libnotify's signals are the object's own.
    const target = platform === 'linux' ? this.#native.delegate : this.#screen.delegateOf(this.id);
    if (target) tell(target);
    // In addition to what the object itself is told. The tag is a hash of the id.
    const args = `type=${details.type}&action=${details.actionIndex ?? ''}&tag=1`;
    if (platform === 'win32') this.#screen.activation?.({ ...details, arguments: args });
  }
}

let lastId = 0;

export class FakeNotification implements Pick<Notification, 'show' | 'close' | 'on'> {
  readonly options: NotificationConstructorOptions;
  readonly id: string;
  readonly #screen: FakeNotificationScreen;
  readonly #listeners = new Map<string, Listener>();
  #native: Native | null = null;

  constructor(screen: FakeNotificationScreen, options: NotificationConstructorOptions) {
    this.#screen = screen;
    this.options = options;
    lastId += 1;
    this.id = screen.platform === 'linux' ? `uuid-${lastId}` : options.id || `uuid-${lastId}`;
  }

  on(event: string, listener: Listener): never {
    this.#listeners.set(event, listener);
    return this as never;
  }

  show(): void {
    this.close();
    const fail = () => this.emit('failed', {}, 'no service');
    if (this.#screen.failing === 'late') this.#screen.failures.push(fail);
    else if (this.#screen.failing) fail();
    else this.#native = this.#screen.post(this);
  }

  close(): void {
    if (!this.#native) return;
    this.#screen.takeOff(this.#native.id);
    // macOS tells of it within the call, the others not at all: the delegate is gone right afterwards.
    if (this.#screen.platform === 'darwin') this.#native.delegate?.emit('close', {});
    this.#native.delegate = null;
    this.#native = null;
  }

  emit(event: string, ...args: unknown[]): void {
    (this.#listeners.get(event) as ((...args: unknown[]) => void) | undefined)?.(...args);
  }
}
