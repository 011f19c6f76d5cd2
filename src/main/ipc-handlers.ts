/** What each question of a window is answered with. */
import type { CallSnapshot } from '../shared/call.ts';
import type { AppInfo, ConnectionStatus, Result } from '../shared/ipc.ts';
import { InvokeFailure, type InvokeHandlers, type NoticeChannel } from './ipc-main.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { CommandSink, Log } from './ongoing-call/ports.ts';
import type { OngoingCallService } from './ongoing-call/service.ts';
import type { RendererGuard } from './renderer-guard.ts';
import type { AccountStore } from './storage/account.ts';
import type { SettingsStore } from './storage/settings.ts';

export type HandlerParts = {
  service: Pick<OngoingCallService, 'launch' | 'update' | 'abort' | 'activate' | 'command'>;
  guard: Pick<RendererGuard, 'answered' | 'callTold' | 'intent' | 'mustLeave'>;
  /** To the session that owns the call. */
  send: CommandSink;
  account: Pick<AccountStore, 'load' | 'save' | 'forget' | 'secretStorage'>;
  settings: Pick<SettingsStore, 'get' | 'change'>;
  channels: Readonly<Record<'main' | 'mini', Pick<NoticeChannel, 'markReady'>>>;
  /** The page of the main window is up. */
  onMainReady: () => void;
  noticeBoard: Pick<NoticeBoard, 'readBy'>;
  showMain: () => void;
  setConnection: (status: ConnectionStatus) => void;
  app: Pick<AppInfo, 'version' | 'platform' | 'runtime' | 'deviceId'>;
  muteShortcutRegistered: () => boolean;
  log: Log;
};

export function createHandlers(parts: HandlerParts): InvokeHandlers {
  const { service, guard, account, settings, channels, noticeBoard, log } = parts;
  return {
    'ongoing-call:launch': (call) => show(call, (taken) => service.launch(taken)),
    'ongoing-call:update': (call) => show(call, (taken) => service.update(taken)),
    'ongoing-call:abort': ({ callId, reason }) => {
      guard.callTold(callId);
      service.abort(callId, reason ?? null);
    },
    'ongoing-call:activate': (callId) => service.activate(callId),
    'call:command': (command) => unwrap(service.command(command)),
    'window:show-main': () => parts.showMain(),
    'account:load': () => account.load(),
    'account:save': (given) => stored('account', () => account.save(given)),
    'account:forget': () => stored('account', () => account.forget()),
    'settings:load': () => settings.get(),
    'settings:save': (change) => stored('settings', () => settings.change(change)),
    'app:info': async (_nothing, { contentsId }) => {
      const { resume, leave } = guard.intent();
      return {
        ...parts.app,
        resume,
        leave,
        notices: noticeBoard.readBy(contentsId),
        secretStorage: await account.secretStorage(),
        muteShortcutRegistered: parts.muteShortcutRegistered(),
      };
    },
    'connection:set': (status) => parts.setConnection(status),
    'window:ready': (_nothing, { role, contentsId }) => {
      channels[role].markReady(contentsId);
      if (role === 'main') parts.onMainReady();
    },
    'window:pong': (_nothing, { role }) => {
      if (role === 'main') guard.answered();
    },
  };

  function show(call: CallSnapshot, present: (call: CallSnapshot) => void): InvokeFailure | undefined {
    if (guard.mustLeave(call.callId)) {
      // The server counted this device in, and the fresh window went back: not what the user wants.
      parts.send({ callId: call.callId, type: 'hang-up' });
      return new InvokeFailure('no-such-call', `Call ${call.callId} has been hung up.`);
    }
    guard.callTold(call.callId);
    present(call);
    return undefined;
  }

  async function stored<T>(what: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (cause) {
      log.error(`The ${what} could not be saved.`, cause);
      throw new InvokeFailure('storage-failed', `The ${what} could not be saved. It lasts until the app ends.`);
    }
  }
}

function unwrap(result: Result<undefined>): InvokeFailure | undefined {
  return result.ok ? undefined : new InvokeFailure(result.error.code, result.error.message);
}
