/** The IPC of the app as its windows find it: the real wrapper, handlers and service; Electron's `ipcMain` is a fake. */
import { createHandlers } from '../../../src/main/ipc-handlers.ts';
import { NoticeChannel, serveInvokes } from '../../../src/main/ipc-main.ts';
import { NoticeBoard } from '../../../src/main/notice-board.ts';
import { defaultSettings } from '../../../src/main/storage/settings.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type aCall, createService, FakeIpcMain, FakeLog, type Sender } from './fakes.ts';

export const mainSender: Sender = { id: 1, url: 'holdfast-app://app/index.html' };
export const miniSender: Sender = { id: 2, url: 'holdfast-app://app/mini.html' };
export const account = { server: 'https://calls.example.com', token: 'secret-token', name: 'Ada' };

export function servedIpc() {
  const ipcMain = new FakeIpcMain();
  const log = new FakeLog();
  /** Commands to the session, with the call where they name one. */
  const commands: string[] = [];
  /** Everything else that was done. */
  const did: string[] = [];
  const note = (what: string) => () => void did.push(what);
  const service = createService({
    send: ({ type }) => commands.push(type),
    onHangUpIgnored: note('renderer replaced'),
    log,
    clock: new ManualClock(),
  });
  const noticeBoard = new NoticeBoard();
  const channels = { main: new NoticeChannel(log), mini: new NoticeChannel(log) };
  const guard = {
    answered: note('pong'),
    callTold: note('told'),
    mustLeave: (callId: string) => callId === 'call-hung-up',
    intent: () => ({ resume: [] as ReturnType<typeof aCall>[], leave: [] as ReturnType<typeof aCall>['callId'][] }),
  };
  const broken = { account: false };
  serveInvokes({
    ipcMain,
    roleOf: (id) => (id === mainSender.id ? 'main' : id === miniSender.id ? 'mini' : null),
    handlers: createHandlers({
      service,
      guard,
      send: ({ callId, type }) => commands.push(`${type} ${callId}`),
      account: {
        load: async () => (broken.account ? ({ server: 'nonsense' } as never) : account),
        save: async () => {
          if (broken.account) throw new Error(`disk full while writing ${account.token}`);
          did.push('saved');
        },
        forget: async () => note('forgot')(),
        secretStorage: async () => 'system',
      },
      settings: {
        get: () => defaultSettings,
        change: async (change) => {
          did.push('settings changed');
          return { ...defaultSettings, ...change } as never;
        },
      },
      channels,
      onMainReady: note('main ready'),
      noticeBoard,
      showMain: note('show'),
      setConnection: (status) => did.push(`server ${status}`),
      app: { version: '1', platform: 'linux', runtime: 'Node', deviceId: '12345678' },
      muteShortcutRegistered: () => true,
      log,
    }),
    log,
  });
  return { ipcMain, log, did, service, commands, guard, broken, noticeBoard };
}
