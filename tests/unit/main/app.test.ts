import { EventEmitter } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { applicationMenu } from '../../../src/main/application-menu.ts';
import { claimLinks, isLink } from '../../../src/main/deep-links.ts';
import { setIdentity } from '../../../src/main/identity.ts';
import { becomeFirst, onSecondInstance, type Wishes } from '../../../src/main/instance.ts';
import { createLog, logFailures, redact } from '../../../src/main/log.ts';
import { NoticeBoard } from '../../../src/main/notice-board.ts';
import { runtimeInfo } from '../../../src/main/runtime-info.ts';
import { onSystemEnding } from '../../../src/main/system-ending.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { FakeLog } from './fakes.ts';

describe('identity', () => {
  it('names the app and puts its data where it was told, making the folder', () => {
    const did: unknown[] = [];
    const app: Pick<App, 'setName' | 'setAppUserModelId' | 'setPath'> = {
      setName: (name) => did.push(name),
      setAppUserModelId: (id) => did.push(id),
      setPath: (name, path) => did.push([name, path, existsSync(path)]),
    };
    const folder = join(temporaryFolder(), 'deep', 'down');
    setIdentity(app, folder);
    expect(did).toEqual(['Holdfast', 'app.holdfast.Holdfast', ['userData', folder, true]]);
  });
});

describe('a second copy', () => {
  it('hands its wishes over as data', () => {
    const given: unknown[] = [];
    const app: Pick<App, 'requestSingleInstanceLock'> = {
      requestSingleInstanceLock: (data) => {
        given.push(data);
        return false;
      },
    };
    expect(becomeFirst(app, { hidden: false, links: ['holdfast://x'] })).toBe(false);
    expect(given).toEqual([{ hidden: false, links: ['holdfast://x'] }]);
  });

  it.each([
    ['its wishes', { hidden: true, links: ['holdfast://x'] }, { hidden: true, links: ['holdfast://x'] }],
    ['nothing', undefined, { hidden: false, links: [] }],
    ['nonsense', { links: 'rm -rf' }, { hidden: false, links: [] }],
    ['no list', { hidden: true, links: { length: { toString: false } } }, { hidden: false, links: [] }],
    ['too much', { hidden: true, links: ['x'.repeat(20_000)] }, { hidden: false, links: [] }],
  ])('that sends %s at least brings the window up', (_what, data, expected) => {
    const app = new EventEmitter();
    const heard: Wishes[] = [];
    onSecondInstance(app as never, new FakeLog(), (wishes) => heard.push(wishes));
    app.emit('second-instance', {}, ['--evil'], '/', data);
    expect(heard).toEqual([expected]);
  });
});

describe('links', () => {
  it('are those of our own scheme and of bearable length', () => {
    for (const url of ['holdfast://call/ada', 'HOLDFAST://call/ada', 'holdfast:']) expect(isLink(url)).toBe(true);
    const others = ['https://evil.example/holdfast://', 'javascript:alert(1)', `holdfast://${'x'.repeat(10_000)}`, ''];
    for (const url of others) expect(isLink(url)).toBe(false);
  });

  it.each([
    [true, true, 1, 0],
    [true, false, 1, 1],
    [false, true, 0, 0],
  ])('packaged: %s, allowed: %s: asked %i times, logged %i', (isPackaged, allowed, asked, logged) => {
    const set = vi.fn(() => allowed);
    const log = new FakeLog();
    claimLinks({ isPackaged, setAsDefaultProtocolClient: set }, log);
    expect(set).toHaveBeenCalledTimes(asked);
    expect(log.lines).toHaveLength(logged);
  });
});

describe('the end of the session', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'shutdown', 'query-session-end', 'session-end'])('%s is heard', (how) => {
    const [powerMonitor, app, process, window] = Array.from({ length: 4 }, () => new EventEmitter());
    const ended: string[] = [];
    onSystemEnding({ powerMonitor, app, process } as never, (reason) => ended.push(reason));
    app!.emit('browser-window-created', {}, window);
    const preventDefault = vi.fn();
    for (const emitter of [powerMonitor, process, window]) emitter!.emit(how, { preventDefault });
    expect(ended).toHaveLength(1);
    // Only Linux and macOS can be asked to wait; Windows must not be kept from ending the session.
    expect(preventDefault).toHaveBeenCalledTimes(how === 'shutdown' ? 1 : 0);
  });
});

describe('the application menu', () => {
  const flatten = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);

  it.each(['linux', 'win32', 'darwin'] as const)('on %s quits by our own way and closes by the key', (platform) => {
    const quit = vi.fn();
    const items = flatten(applicationMenu({ platform, packaged: true, quit }));
    const [item] = items.filter(({ accelerator }) => accelerator === 'CommandOrControl+Q');
    item!.click!({} as never, undefined, {} as never);
    expect(quit).toHaveBeenCalledTimes(1);
    expect(items.some(({ role }) => role === 'quit')).toBe(false);
    expect(items.filter(({ role }) => role === 'close')).toHaveLength(1);
    expect(items.some(({ role }) => role === 'about')).toBe(platform === 'darwin');
  });

  it.each([true, false])('packaged: %s offers reloading to developers only', (packaged) => {
    const items = flatten(applicationMenu({ platform: 'linux', packaged, quit: () => undefined }));
    expect(items.some(({ role }) => role === 'reload')).toBe(!packaged);
  });
});

describe('the log', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

  it.each([
    [`Signed in with ${token}.`, 'Signed in with [token].'],
    ['{"token":"hunter2","name":"x"}', '{"token":"[redacted]","name":"x"}'],
    ['holdfast --token=hunter2 --hidden', 'holdfast --token=[redacted] --hidden'],
    ['https://x.example/?token=hunter2&a=1', 'https://x.example/?token=[redacted]&a=1'],
    ['nothing to hide', 'nothing to hide'],
  ])('of "%s" keeps "%s"', (text, kept) => {
    expect(redact(text)).toBe(kept);
  });

  it('is a file with the causes of errors in it, of bounded size, and without tokens', () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => stderr.mockRestore());
    const folder = temporaryFolder();
    const log = createLog(folder);
    log.info('started');
    log.error(`with ${token}`, new Error('outer', { cause: new Error(`inner ${token}`) }));
    const text = readFileSync(join(folder, 'main.log'), 'utf8');
    expect(text).toMatch(/\[info\] +started/);
    expect(text).toContain('Error: outer');
    expect(text).toContain('Caused by: Error: inner [token]');
    expect(text).not.toContain('eyJ');
    expect(stderr.mock.calls.join()).not.toContain('eyJ');
    expect(stderr.mock.calls.join()).not.toContain('started');
    for (let i = 0; i < 250; i++) log.info('x'.repeat(10_000));
    expect(readdirSync(folder).sort()).toEqual(['main.log', 'main.old.log']);
  });

  it('hears of what nobody caught', () => {
    const fake = new EventEmitter();
    const log = new FakeLog();
    logFailures(fake as never, log);
    fake.emit('uncaughtException', new Error('one'));
    fake.emit('unhandledRejection', new Error('two'));
    expect(log.lines.map((line) => line.replace(/^.*: /, ''))).toEqual(['one', 'two']);
  });
});

describe('the notice board', () => {
  it('gives each notice to one window, as often as that one asks', () => {
    const board = new NoticeBoard();
    board.add('a');
    board.add('a');
    expect(board.readBy(1)).toEqual(['a']);
    board.add('b');
    expect(board.readBy(1)).toEqual(['a', 'b']);
    board.add('c');
    expect(board.readBy(2)).toEqual(['c']);
    expect(board.readBy(3)).toEqual([]);
    board.add('d');
    board.withdraw('d');
    expect(board.readBy(4)).toEqual([]);
  });
});

it('says what it runs on', () => {
  const versions = { electron: '45.4.1', chrome: '156.0.1', node: '24.21.0' };
  const runtime = 'Electron 45.4.1, Chromium 156.0.1, Node 24.21.0';
  expect(runtimeInfo('1.2.3', 'linux', versions)).toEqual({ version: '1.2.3', platform: 'linux', runtime });
  expect(runtimeInfo('1.2.3', 'freebsd', {})).toEqual({ version: '1.2.3', platform: 'other', runtime: '' });
});
