import {
  type CallCommandType,
  type CallId,
  type CallSnapshot,
  type CallsSnapshot,
  type EndReason,
  noCalls,
} from '../../shared/call.ts';
import { foremostCall, heldBeside } from '../../shared/several-calls.ts';
import { words } from '../../shared/words.ts';
import { type CallControl, mainControls, wayBack } from './controls.ts';
import { KeptNotification } from './kept-notification.ts';
import { wasMissed } from './missed-calls.ts';
import { isOccasion } from './occasion.ts';
import { Paced } from './paced.ts';
import {
  type Clock,
  type CommandSink,
  isSeen,
  type MainWindowPort,
  type SettingsPort,
  type Unsubscribe,
} from './ports.ts';
import type { EndedCall, OngoingCallService } from './service.ts';
import type { CallSurface } from './surface.ts';

/** What the notification says. Plain text: whoever shows it escapes what its system would read as markup. */
export type CallNotification = {
  callId: CallId;
  /** The first two stay as long as the call, `missed` until it is seen; `ended` is news that goes by itself. */
  kind: 'ongoing' | 'incoming' | 'missed' | 'ended';
  title: string;
  body: string;
  /** The same for where the system draws no buttons: it must not speak of them. */
  bodyWithoutButtons: string;
  /** Name of the click on the notification itself, where that has one. */
  openLabel: string;
  actions: readonly { command: CallCommandType; label: string }[];
};

export type NotificationEvents = {
  onClick(): void;
  onAction(callId: CallId, command: CallCommandType): void;
  /** By the user or by the system; not by us. */
  onDismissed(): void;
  /** The system shows no notifications: what was to be shown is not. */
  onUnavailable?(): void;
};

/** The call's own notification, the one of a call that rings in beside it, and the one of all that were missed. */
export type NotificationName = 'call' | 'second' | 'missed';

/** One notification of the system's. Returns at once, whatever the system does. */
export interface NotificationPresenter {
  /** A change of what it shows draws nobody's attention. Where it would, it shows nothing that changes by itself. */
  readonly quiet: boolean;
  /** Shows it, or changes in place what is shown. */
  present(notification: CallNotification): void;
  close(): void;
  /** Closes it and resolves when that has reached the system. */
  dispose(): Promise<void>;
}

export type NotificationSurfaceOptions = {
  createPresenter(events: NotificationEvents): NotificationPresenter;
  mainWindow: Pick<MainWindowPort, 'presence' | 'isVisible' | 'onPresenceChanged' | 'show'>;
  settings: SettingsPort;
  ended: Pick<OngoingCallService, 'onEnded'>;
  send: CommandSink;
  clock: Clock;
};

/** Least time between two changes of who speaks and how many are there, ms. */
export const passingEveryMs = 1_000;

/** Ends that come out of the blue for somebody who looks at something else. */
const lost: ReadonlySet<EndReason> = new Set([
  'peer-lost',
  'connection-lost',
  'server-failure',
  'media-failure',
  'app-failure',
]);

type NotificationContext = {
  /** With a word on what closing the window in a call means. */
  goesOn?: boolean;
  /** How many calls wait beside it. */
  held?: number;
  /** With what changes by itself. */
  passing?: boolean;
  /** Where they are not the call's own two. */
  controls?: readonly CallControl[];
};

export function notificationOf(call: CallSnapshot, context: NotificationContext = {}): CallNotification {
  const { goesOn = false, held, passing, controls = mainControls(call) } = context;
  const incoming = call.phase === 'ringing-in';
  const { title, body: bodyOf, goesOn: word } = words.notification.ongoing;
  const body = (buttons: boolean) => {
    if (incoming) return words.notification.incoming.body(call);
    const text = bodyOf(call, { held, passing });
    return goesOn ? `${text}\n${word(call, buttons)}` : text;
  };
  return {
    callId: call.callId,
    kind: incoming ? 'incoming' : 'ongoing',
    title: incoming ? words.notification.incoming.title(call) : title(call),
    body: body(true),
    bodyWithoutButtons: body(false),
    openLabel: wayBack(call),
    actions: controls.map(({ command, label }) => ({ command, label })),
  };
}

/** What is worth saying about a call that is over, unless it was missed: that is said for all of those. */
export function newsOf(ended: EndedCall): CallNotification | null {
  const { call, reason } = ended;
  if (reason === null || !lost.has(reason) || wasMissed(ended)) return null;
  const { title, body: bodyOf } = words.notification.ended;
  const body = bodyOf(reason, call.title);
  return {
    callId: call.callId,
    kind: 'ended',
    title,
    body,
    bodyWithoutButtons: body,
    openLabel: words.tray.open,
    actions: [],
  };
}

/**
 * The notification that stays as long as the call, while the main window is hidden, or as the settings have it. Dismissed,
 * it stays away until something happens that the user must know: it is no nag.
 */
export class NotificationSurface implements CallSurface {
  readonly name = 'notification';
  readonly #kept: KeptNotification;
  readonly #mainWindow: NotificationSurfaceOptions['mainWindow'];
  readonly #settings: SettingsPort;
  readonly #passing: Paced<Passing>;
  readonly #subscriptions: Unsubscribe[];
  #call: CallSnapshot | null = null;
  #held = 0;
  #news: CallNotification | null = null;
  #dismissed = false;
  /** Until the window is back it says that the call goes on; called when that cannot be said. */
  #onUnsaid: (() => void) | null = null;

  constructor({ createPresenter, mainWindow, settings, ended, send, clock }: NotificationSurfaceOptions) {
    this.#mainWindow = mainWindow;
    this.#settings = settings;
    this.#passing = new Paced<Passing>(passingOf(null), {
      everyMs: passingEveryMs,
      clock,
      onChanged: () => this.#kept.render(),
    });
    this.#kept = new KeptNotification({
      createPresenter,
      wanted: ({ quiet }) => this.#content(quiet),
      onClick: () => mainWindow.show(),
      onAction: (callId, type) => send({ callId, type }),
      onDismissed: () => {
        this.#dismissed = this.#call !== null;
        this.#news = null;
      },
      onUnavailable: () => this.#leaveUnsaid(),
      clock,
    });
    this.#subscriptions = [
      mainWindow.onPresenceChanged((presence) => {
        if (isSeen(presence)) {
          this.#news = null;
          this.#onUnsaid = null;
        }
        this.#kept.render();
      }),
      settings.onChanged(() => this.#kept.render()),
      // Tells before `abort` does: what was a call turns into its news in place.
      ended.onEnded((end) => {
        this.#news = mainWindow.isVisible() ? null : newsOf(end);
      }),
    ];
  }

  /**
   * Has it say, the next time that the window is hidden, that the call goes on. `onUnsaid` is called, now or later, when no
   * notification says so.
   */
  sayThatItGoesOn(onUnsaid: () => void): void {
    this.#dismissed = false;
    this.#onUnsaid = onUnsaid;
    if (this.#settings.get().notification === 'never') this.#leaveUnsaid();
  }

  show(calls: CallsSnapshot): void {
    const call = foremostCall(calls);
    if (call === null) this.#onUnsaid = null;
    else this.#news = null;
    if (call === null || matters(call, this.#call)) this.#dismissed = false;
    if (call?.callId === this.#call?.callId) this.#passing.tell(passingOf(call));
    else this.#passing.reset(passingOf(call));
    this.#call = call;
    this.#held = heldBeside(calls);
    this.#kept.render();
  }

  dispose(): Promise<void> {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#news = null;
    this.show(noCalls);
    return this.#kept.dispose();
  }

  #content(passing: boolean): CallNotification | null {
    const call = this.#call;
    if (!call) return this.#news;
    const presence = this.#mainWindow.presence();
    if (this.#dismissed || !isOccasion(this.#settings.get().notification, presence, call)) return null;
    return notificationOf(
      { ...call, ...this.#passing.value },
      { goesOn: this.#onUnsaid !== null && !isSeen(presence), held: this.#held, passing },
    );
  }

  #leaveUnsaid(): void {
    const onUnsaid = this.#onUnsaid;
    this.#onUnsaid = null;
    onUnsaid?.();
  }
}

/** What of a call changes by itself. */
type Passing = Pick<CallSnapshot, 'participants' | 'speaker'>;

const passingOf = (call: CallSnapshot | null): Passing => ({
  participants: call?.participants ?? 0,
  speaker: call?.speaker ?? null,
});

/** Worth a notification that was dismissed: another call, an answer, a connection that is lost. */
function matters(call: CallSnapshot, before: CallSnapshot | null): boolean {
  if (before?.callId !== call.callId) return true;
  if (before.phase === call.phase) return false;
  return before.phase === 'ringing-in' || call.phase === 'reconnecting';
}
