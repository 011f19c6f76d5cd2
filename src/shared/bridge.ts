/** What the preload gives a window as `window.holdfast`. Listeners never see Electron's event; `on…` returns its own unsubscribe. */
import type { CallCommand, CallId, CallSnapshot, CallsSnapshot, EndReason } from './call.ts';
import type { Account, AppInfo, ConnectionStatus, Result, Settings } from './ipc.ts';
import type { SessionWish } from './session-wish.ts';

export type Unsubscribe = () => void;

export interface HoldfastBridge {
  /** The ongoing calls on the desktop: tray, notification, power save blocker and whatever else this platform has. */
  readonly ongoingCall: {
    /** Shows the call on every surface. Again with the same call is an update. */
    launch(call: CallSnapshot): Promise<Result<undefined>>;
    update(call: CallSnapshot): Promise<Result<undefined>>;
    /** Takes the call off every surface and releases all they hold for it. Safe at any time. A reason tells missed calls from declined ones. */
    abort(callId: CallId, reason?: EndReason): Promise<Result<undefined>>;
    /** Of several calls this one is spoken in, now or as soon as it is launched: surfaces with room for one show it. */
    activate(callId: CallId | null): Promise<Result<undefined>>;
    onCommand(listener: (command: CallCommand) => void): Unsubscribe;
    /** For windows that only show the calls (mini). */
    onSnapshot(listener: (calls: CallsSnapshot) => void): Unsubscribe;
    command(command: CallCommand): Promise<Result<undefined>>;
  };
  readonly account: {
    load(): Promise<Result<Account | null>>;
    save(account: Account): Promise<Result<undefined>>;
    forget(): Promise<Result<undefined>>;
  };
  readonly settings: {
    load(): Promise<Result<Settings>>;
    save(change: Partial<Settings>): Promise<Result<Settings>>;
    onChanged(listener: (settings: Settings) => void): Unsubscribe;
  };
  readonly app: {
    info(): Promise<Result<AppInfo>>;
    showMain(): Promise<Result<undefined>>;
    /** Tells how the connection to the call server is, for the tray. */
    setConnection(status: ConnectionStatus): Promise<Result<undefined>>;
    onVisible(listener: (visible: boolean) => void): Unsubscribe;
    onLink(listener: (url: string) => void): Unsubscribe;
    /** Somebody at a terminal wants to call, or to join a session. */
    onSessionWish(listener: (wish: SessionWish) => void): Unsubscribe;
    onResumed(listener: () => void): Unsubscribe;
  };
}
