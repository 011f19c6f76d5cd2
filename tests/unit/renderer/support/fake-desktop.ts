/** The desktop as a window sees it, kept in memory; remembers what it was asked. */
import { defaultSettings } from '../../../../src/renderer/state/preferences.ts';
import type { HoldfastBridge } from '../../../../src/shared/bridge.ts';
import type { Account, AppInfo, ConnectionStatus, Result, Settings } from '../../../../src/shared/ipc.ts';

export const appInfo: AppInfo = {
  version: '0.1.0',
  platform: 'linux',
  runtime: 'Electron 45',
  deviceId: 'device-1',
  notices: [],
  resume: [],
  leave: [],
  secretStorage: 'system',
  muteShortcutRegistered: true,
};

/** Who a test signs in. */
export const account = { server: 'https://calls.example.com', name: 'Ada', token: 'secret' };
export const invite = `holdfast://signin?${new URLSearchParams(account)}`;

const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const done = async () => ok(undefined);
const never = () => () => {};

export class FakeDesktop implements HoldfastBridge {
  kept: Account | null = null;
  settingsNow: Settings = defaultSettings;
  infoNow: AppInfo = appInfo;
  savingFails = false;
  readonly connections: ConnectionStatus[] = [];
  readonly #settingsListeners = new Set<(settings: Settings) => void>();

  readonly ongoingCall: HoldfastBridge['ongoingCall'] = {
    launch: done,
    update: done,
    abort: done,
    activate: done,
    onCommand: never,
    onSnapshot: never,
    command: done,
  };

  readonly account: HoldfastBridge['account'] = {
    load: async () => ok(this.kept),
    save: async (account) => {
      this.kept = account;
      return ok(undefined);
    },
    forget: async () => {
      this.kept = null;
      return ok(undefined);
    },
  };

  readonly settings: HoldfastBridge['settings'] = {
    load: async () => ok(this.settingsNow),
    save: async (change) => {
      if (this.savingFails) return { ok: false, error: { code: 'storage-failed', message: 'The disk is full.' } };
      this.settingsNow = { ...this.settingsNow, ...change };
      return ok(this.settingsNow);
    },
    onChanged: (listener) => {
      this.#settingsListeners.add(listener);
      return () => this.#settingsListeners.delete(listener);
    },
  };

  readonly app: HoldfastBridge['app'] = {
    info: async () => ok(this.infoNow),
    showMain: done,
    setConnection: async (status) => {
      this.connections.push(status);
      return ok(undefined);
    },
    onVisible: never,
    onLink: never,
    onSessionWish: never,
    onResumed: never,
  };

  /** Another window, or main itself, changes a setting. */
  changeElsewhere(change: Partial<Settings>): void {
    this.settingsNow = { ...this.settingsNow, ...change };
    for (const listener of [...this.#settingsListeners]) listener(this.settingsNow);
  }
}
