import { describe, expect, it } from 'vitest';
import { NoticeChannel } from '../../../src/main/ipc-main.ts';
import { invokes } from '../../../src/shared/ipc.ts';
import { aCall, FakeLog, FakeWebContents, type Sender } from './fakes.ts';
import { account, mainSender as main, miniSender as mini, servedIpc } from './served-ipc.ts';

const failure = (code: string) => ({ ok: false, error: { code, message: expect.any(String) } });

describe('an invoke', () => {
  it('is served on every channel there is', () => {
    expect([...servedIpc().ipcMain.handlers.keys()].sort()).toEqual(Object.keys(invokes).sort());
  });

  it('of the main window is answered', async () => {
    const { ipcMain, service } = servedIpc();
    expect(await ipcMain.invoke('ongoing-call:launch', main, aCall())).toEqual({ ok: true, value: undefined });
    expect(service.current).toEqual(aCall());
    expect(await ipcMain.invoke('account:load', main)).toEqual({ ok: true, value: account });
  });

  const strangers: [string, Sender][] = [
    ['a window that is not ours', { id: 9, url: main.url }],
    ['a page from the web in our window', { id: 1, url: 'https://evil.example/index.html' }],
    ['a host of our scheme that is not ours', { id: 1, url: 'holdfast-app://evil/index.html' }],
    ['a name that only begins like ours', { id: 1, url: 'holdfast-app://app.evil/index.html' }],
    ['a file', { id: 1, url: 'file:///etc/passwd' }],
    ['no address at all', { id: 1, url: '' }],
    ['a frame inside our page', { ...main, subFrame: true }],
    ['a frame that is gone', { id: 1, url: null }],
    ['a frame that is disposed of', { ...main, disposed: 'frame' }],
    ['contents that are destroyed', { ...main, disposed: 'contents' }],
  ];
  it.each(strangers)('from %s is refused on every channel, and nothing happens', async (_who, sender) => {
    const { ipcMain, log, did, service } = servedIpc();
    for (const name of Object.keys(invokes)) {
      expect(await ipcMain.invoke(name, sender, aCall())).toEqual(failure('forbidden-sender'));
    }
    expect(log.lines).toHaveLength(Object.keys(invokes).length);
    expect(did).toEqual([]);
    expect(service.current).toBeNull();
  });

  const allowed = ['call:command', 'settings:load', 'window:pong', 'window:ready', 'window:show-main'];
  it.each(Object.keys(invokes))('%s of the mini window is served only if it is one of its own', async (name) => {
    const { ipcMain } = servedIpc();
    const reply = await ipcMain.invoke(name, mini);
    const refused = !reply.ok && reply.error.code === 'forbidden-sender';
    expect(refused).toBe(!allowed.includes(name));
  });

  it('with a request that does not fit its schema is refused, logged, and tells no values', async () => {
    const { ipcMain, log, service } = servedIpc();
    for (const bad of [undefined, null, 'call', { ...aCall(), token: 'secret-token' }, { ...aCall(), phase: 'no' }]) {
      expect(await ipcMain.invoke('ongoing-call:launch', main, bad)).toEqual(failure('bad-request'));
    }
    const noText = { length: { toString: false } };
    expect(await ipcMain.invoke('account:save', main, { ...account, token: noText })).toEqual(failure('bad-request'));
    expect(await ipcMain.invoke('ongoing-call:launch', main, aCall(), 'more')).toEqual(failure('bad-request'));
    expect(service.current).toBeNull();
    expect(log.lines).toHaveLength(7);
    expect(log.lines.join()).not.toContain('secret-token');
  });

  it('that names a call that has ended is told so', async () => {
    const { ipcMain, commands } = servedIpc();
    const reply = await ipcMain.invoke('call:command', mini, { callId: 'call-0', type: 'mute' });
    expect(reply).toEqual(failure('no-such-call'));
    expect(commands).toEqual([]);
  });

  it('whose handler fails is told that, without what only the log may know', async () => {
    const { ipcMain, broken } = servedIpc();
    broken.account = true;
    const saved = await ipcMain.invoke('account:save', main, account);
    expect(saved).toEqual(failure('storage-failed'));
    expect(JSON.stringify(saved)).not.toContain(account.token);
  });

  it('whose reply does not fit its schema is a failure, not a lie', async () => {
    const { ipcMain, broken } = servedIpc();
    broken.account = true;
    expect(await ipcMain.invoke('account:load', main)).toEqual(failure('internal'));
  });

  it('tells of calls to take up and to leave, and of notices once a window', async () => {
    const { ipcMain, guard, noticeBoard } = servedIpc();
    noticeBoard.add('Read this.');
    guard.intent = () => ({ resume: [aCall({ callId: 'call-2' })], leave: [aCall().callId] });
    const expected = {
      ok: true,
      value: expect.objectContaining({
        resume: [aCall({ callId: 'call-2' })],
        leave: ['call-1'],
        notices: ['Read this.'],
      }),
    };
    expect(await ipcMain.invoke('app:info', main)).toEqual(expected);
    expect(await ipcMain.invoke('app:info', main)).toEqual(expected);
    expect(noticeBoard.readBy(99)).toEqual([]);
  });

  it('that takes up a call which has been hung up is refused, and its session is told to hang up', async () => {
    const { ipcMain, service, commands, did } = servedIpc();
    for (const name of ['ongoing-call:launch', 'ongoing-call:update']) {
      expect(await ipcMain.invoke(name, main, aCall({ callId: 'call-hung-up' }))).toEqual(failure('no-such-call'));
    }
    expect(commands).toEqual(['hang-up call-hung-up', 'hang-up call-hung-up']);
    expect(service.current).toBeNull();
    expect(did).toEqual([]);
  });

  it('tells the guard who has the call before the surfaces see it', async () => {
    const { ipcMain, service, did } = servedIpc();
    service.onCalls(({ calls }) => did.push(calls.length > 0 ? 'shown' : 'gone'));
    await ipcMain.invoke('ongoing-call:launch', main, aCall());
    await ipcMain.invoke('ongoing-call:abort', main, { callId: aCall().callId, reason: 'peer-hung-up' });
    expect(did).toEqual(['told', 'shown', 'told', 'gone']);
  });
});

describe('several calls', () => {
  it('are launched, named and ended each by its id', async () => {
    const { ipcMain, service } = servedIpc();
    const ended: string[] = [];
    service.onEnded(({ call, reason }) => ended.push(`${call.callId} ${reason}`));
    const second = aCall({ callId: 'call-2' });
    await ipcMain.invoke('ongoing-call:launch', main, aCall());
    await ipcMain.invoke('ongoing-call:launch', main, second);
    await ipcMain.invoke('ongoing-call:activate', main, second.callId);
    expect(service.calls).toEqual({ calls: [aCall(), second], activeCallId: second.callId });
    await ipcMain.invoke('ongoing-call:abort', main, { callId: aCall().callId });
    expect(service.calls.calls).toEqual([second]);
    await ipcMain.invoke('ongoing-call:activate', main, null);
    expect(service.current).toEqual(second);
    await ipcMain.invoke('ongoing-call:abort', main, { callId: second.callId, reason: 'hung-up' });
    await ipcMain.invoke('ongoing-call:abort', main, { callId: second.callId, reason: 'hung-up' });
    expect(ended).toEqual(['call-1 null', 'call-2 hung-up']);
  });
});

describe('a notice', () => {
  const command = { callId: aCall().callId, type: 'mute' } as const;

  it('waits until the window listens, and comes once, in order', () => {
    const channel = new NoticeChannel(new FakeLog());
    const contents = new FakeWebContents();
    channel.send('link:open', 'holdfast://one');
    channel.connect(contents);
    channel.send('ongoing-call:command', command);
    expect(contents.sent).toEqual([]);
    channel.markReady(contents.id);
    channel.markReady(contents.id);
    channel.send('window:visible', true);
    expect(contents.names()).toEqual(['link:open', 'ongoing-call:command', 'window:visible']);
  });

  it('waits for the next page while one is being replaced', () => {
    const channel = new NoticeChannel(new FakeLog());
    const [old, fresh] = [new FakeWebContents(), new FakeWebContents()];
    channel.connect(old);
    channel.markReady(old.id);
    channel.connect(fresh);
    channel.markReady(old.id);
    channel.send('ongoing-call:command', command);
    expect([old.sent, fresh.sent]).toEqual([[], []]);
    channel.markReady(fresh.id);
    expect(fresh.names()).toEqual(['ongoing-call:command']);
  });

  it('that does not fit its schema is not sent', () => {
    const log = new FakeLog();
    const channel = new NoticeChannel(log);
    const contents = new FakeWebContents();
    channel.connect(contents);
    channel.markReady(contents.id);
    channel.send('ongoing-call:command', { ...command, type: 'explode' } as never);
    expect(contents.sent).toEqual([]);
    expect(log.lines).toHaveLength(1);
  });

  it('is not sent to contents that are gone, and does not pile up without end', () => {
    const channel = new NoticeChannel(new FakeLog());
    const contents = new FakeWebContents();
    for (let i = 0; i < 500; i++) channel.send('link:open', `holdfast://${i}`);
    channel.connect(contents);
    channel.markReady(contents.id);
    expect(contents.sent).toHaveLength(100);
    expect(contents.sent.at(-1)).toEqual({ name: 'link:open', payload: 'holdfast://499' });
    contents.destroyed = true;
    channel.send('window:visible', true);
    expect(contents.sent).toHaveLength(100);
  });

  it('is for contents whose id is remembered: destroyed ones do not tell it', () => {
    const channel = new NoticeChannel(new FakeLog());
    let destroyed = false;
    const contents = {
      get id() {
        if (destroyed) throw new TypeError('Object has been destroyed');
        return 7;
      },
      send: () => undefined,
      isDestroyed: () => destroyed,
    };
    channel.connect(contents);
    destroyed = true;
    expect([channel.leadsTo(7), channel.leadsTo(8)]).toEqual([true, false]);
    expect(() => channel.markReady(7)).not.toThrow();
    channel.connect(null);
    expect(channel.leadsTo(7)).toBe(false);
  });
});
