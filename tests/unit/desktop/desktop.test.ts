import { type MessageBus, Variant } from '@particle/dbus-next';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BusObject, callMethod, completeTypes, plain, watchSignals } from '../../desktop/bus-object.ts';
import { Desktop } from '../../desktop/desktop.ts';

/** Missing in the library's typings. */
const uniqueName = (bus: MessageBus) => (bus as MessageBus & { name: string }).name;

let desktop: Desktop;
let app: MessageBus;

beforeEach(async () => {
  desktop = await Desktop.start();
  app = await desktop.sessionBus.connect();
});
afterEach(() => desktop.stop());

const notifications = 'org.freedesktop.Notifications';
const notificationsPath = '/org/freedesktop/Notifications';

async function notify(replaces: number, body: string, hints: Record<string, Variant> = {}): Promise<number> {
  const args = ['Phone', replaces, '', 'Ada', body, ['default', '', 'mute', 'Mute'], hints, -1];
  const [id] = await callMethod(app, notifications, notificationsPath, notifications, 'Notify', 'susssasa{sv}i', args);
  return id as number;
}

async function signalsOf(interfaceName: string): Promise<[string, ...unknown[]][]> {
  const seen: [string, ...unknown[]][] = [];
  await watchSignals(app, `type='signal',interface='${interfaceName}'`, (message) => {
    if (message.interface === interfaceName) seen.push([message.member, ...(message.body as unknown[])]);
  });
  return seen;
}

describe('notification daemon', () => {
  test('shows what was sent, and an update keeps its id', async () => {
    const id = await notify(0, 'one', { resident: new Variant('b', true), urgency: new Variant('y', 1) });
    expect(desktop.notifications.open).toMatchObject([
      { id, title: 'Ada', body: 'one', hints: { resident: true, urgency: 1 }, timeout: -1, sender: uniqueName(app) },
    ]);
    expect(desktop.notifications.open[0]?.actions).toEqual([
      { key: 'default', label: '' },
      { key: 'mute', label: 'Mute' },
    ]);
    expect(await notify(id, 'two')).toBe(id);
    expect(desktop.notifications.open.map(({ body }) => body)).toEqual(['two']);
    expect(desktop.notifications.events.map(({ type }) => type)).toEqual(['shown', 'replaced']);
  });

  test('replacing what is gone makes a new one', async () => {
    const id = await notify(0, 'one');
    desktop.notifications.dismiss(id);
    expect(await notify(id, 'two')).not.toBe(id);
  });

  test('a pressed button is told by its key, and closes a notification that is not resident', async () => {
    const signals = await signalsOf(notifications);
    const id = await notify(0, 'one');
    desktop.notifications.press('Mute');
    await expect
      .poll(() => signals)
      .toEqual([
        ['ActionInvoked', id, 'mute'],
        ['NotificationClosed', id, 2],
      ]);
    expect(desktop.notifications.open).toEqual([]);
    expect(() => desktop.notifications.press('Mute')).toThrow('0 open notifications offer Mute');
  });

  test('a resident notification stays after its button', async () => {
    await notify(0, 'one', { resident: new Variant('b', true) });
    desktop.notifications.press('Mute');
    expect(desktop.notifications.open).toHaveLength(1);
  });

  test('a click hands over an activation token first', async () => {
    const signals = await signalsOf(notifications);
    const id = await notify(0, 'one');
    desktop.notifications.click(id);
    await expect
      .poll(() => signals.map(([member]) => member))
      .toEqual(['ActivationToken', 'ActionInvoked', 'NotificationClosed']);
  });

  test('the app closes it itself', async () => {
    const signals = await signalsOf(notifications);
    const id = await notify(0, 'one');
    await callMethod(app, notifications, notificationsPath, notifications, 'CloseNotification', 'u', [id]);
    await expect.poll(() => signals).toEqual([['NotificationClosed', id, 3]]);
    expect(desktop.notifications.events.at(-1)).toEqual({ type: 'closed', id, reason: 'closedByApp' });
  });

  test('restarted, it has forgotten everything and counts on', async () => {
    const before = await notify(0, 'one');
    await desktop.notifications.restart();
    expect(desktop.notifications.open).toEqual([]);
    expect(await notify(before, 'two')).not.toBe(before);
  });

  test('stopped, nobody answers', async () => {
    desktop.notifications.stop();
    await expect.poll(() => notify(0, 'one').then(() => '', String)).toMatch(/ServiceUnknown|not provided/);
  });

  test('answers late when told to', async () => {
    desktop.notifications.answerDelayMs = 300;
    const answer = notify(0, 'one');
    await expect(Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'late'))])).resolves.toBe(
      'late',
    );
    expect(await answer).toBeGreaterThan(0);
  });

  test('refuses arguments of wrong types', async () => {
    const call = callMethod(app, notifications, notificationsPath, notifications, 'Notify', 's', ['hello']);
    await expect(call).rejects.toThrow("Notify takes 'susssasa{sv}i'");
  });
});

describe('tray', () => {
  const item = 'org.kde.StatusNotifierItem';
  const menu = 'com.canonical.dbusmenu';
  let clicked: number[];
  let layout: unknown;

  const click = (id: number): never[] => {
    clicked.push(id);
    return [];
  };
  const entry = (id: number, properties: Record<string, unknown>, ...children: unknown[]): unknown => [
    id,
    Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        new Variant(typeof value === 'boolean' ? 'b' : 's', value),
      ]),
    ),
    children.map((child) => new Variant('(ia{sv}av)', child)),
  ];

  beforeEach(async () => {
    clicked = [];
    layout = entry(
      0,
      {},
      entry(1, { label: 'Ada', enabled: false }),
      entry(2, { label: '_Mute' }),
      entry(3, { type: 'separator' }),
      entry(4, { label: 'Gone', visible: false }),
      entry(5, { label: 'More', 'children-display': 'submenu' }, entry(6, { label: 'Snake__case' })),
    );
    new BusObject(app, '/StatusNotifierItem', {
      [item]: {
        methods: { Activate: { in: 'ii', out: '', run: () => click(-1) } },
        properties: {
          Id: { type: 's', get: () => 'phone' },
          Status: { type: 's', get: () => 'Active' },
          IconPixmap: { type: 'a(iiay)', get: () => [[1, 1, Buffer.from([255, 0, 0, 0])]] },
          ToolTip: { type: '(sa(iiay)ss)', get: () => ['', [], 'Ada', 'In a call'] },
          Menu: { type: 'o', get: () => '/menu' },
        },
        signals: { NewIcon: '' },
      },
    });
    new BusObject(app, '/menu', {
      [menu]: {
        methods: {
          GetLayout: { in: 'iias', out: 'u(ia{sv}av)', run: () => [1, layout] },
          Event: { in: 'isvu', out: '', run: ([id]) => click(id as number) },
        },
      },
    });
  });

  const register = () =>
    callMethod(
      app,
      'org.kde.StatusNotifierWatcher',
      '/StatusNotifierWatcher',
      'org.kde.StatusNotifierWatcher',
      'RegisterStatusNotifierItem',
      's',
      [uniqueName(app)],
    );

  test('reads an item and its menu', async () => {
    expect(await desktop.tray.items()).toEqual([]);
    await register();
    expect(await desktop.tray.item()).toMatchObject({ id: 'phone', status: 'Active', toolTip: 'Ada\nIn a call' });
    expect((await desktop.tray.item()).icon).toMatch(/^[0-9a-f]{16}$/);
    expect(await desktop.tray.menu()).toEqual(['(Ada)', 'Mute', 'More']);
    expect((await desktop.tray.item()).menu.at(-1)?.children[0]?.label).toBe('Snake_case');
  });

  test('clicks entries and the item', async () => {
    await register();
    await desktop.tray.click('Mute');
    await desktop.tray.click('Snake_case');
    await desktop.tray.activate();
    expect(clicked).toEqual([2, 6, -1]);
    await expect(desktop.tray.click('Ada')).rejects.toThrow('disabled');
    await expect(desktop.tray.click('Unmute')).rejects.toThrow('no entry');
  });

  test('an item whose owner leaves the bus is gone', async () => {
    await register();
    expect(desktop.tray.registered).toBe(1);
    desktop.sessionBus.disconnect(app);
    await expect.poll(() => desktop.tray.items()).toEqual([]);
    await expect(desktop.tray.item()).rejects.toThrow('0 items');
  });

  test('restarted, it waits for registrations; a panel that goes is told', async () => {
    await register();
    await desktop.tray.restart();
    expect(await desktop.tray.items()).toEqual([]);
    const signals = await signalsOf('org.kde.StatusNotifierWatcher');
    desktop.tray.setHostRegistered(false);
    await expect.poll(() => signals).toEqual([['StatusNotifierHostUnregistered']]);
    const watcher = 'org.kde.StatusNotifierWatcher';
    const body = [watcher, 'IsStatusNotifierHostRegistered'];
    const properties = 'org.freedesktop.DBus.Properties';
    const [registered] = await callMethod(app, watcher, '/StatusNotifierWatcher', properties, 'Get', 'ss', body);
    expect(plain(registered)).toBe(false);
  });

  test('counts signals of items', async () => {
    new BusObject(app, '/other', { [item]: { signals: { NewIcon: '' } } }).emit(item, 'NewIcon');
    await expect.poll(() => desktop.tray.signals.NewIcon).toBe(1);
  });
});

describe('inhibitors', () => {
  const inhibit = (flags: number) =>
    callMethod(
      app,
      'org.gnome.SessionManager',
      '/org/gnome/SessionManager',
      'org.gnome.SessionManager',
      'Inhibit',
      'susu',
      ['phone', 0, 'In a call', flags],
    );

  test('are held until released', async () => {
    const [cookie] = await inhibit(4);
    expect(desktop.inhibitors.held).toMatchObject([{ service: 'gnome', app: 'phone', reason: 'In a call', flags: 4 }]);
    expect([desktop.inhibitors.keepsAwake, desktop.inhibitors.keepsDisplayOn]).toEqual([true, false]);
    const gnome = 'org.gnome.SessionManager';
    await callMethod(app, gnome, '/org/gnome/SessionManager', gnome, 'Uninhibit', 'u', [cookie]);
    expect(desktop.inhibitors.held).toEqual([]);
    expect(desktop.inhibitors.taken).toBe(1);
  });

  test('end when their owner leaves the bus', async () => {
    await inhibit(12);
    expect([desktop.inhibitors.keepsAwake, desktop.inhibitors.keepsDisplayOn]).toEqual([true, true]);
    desktop.sessionBus.disconnect(app);
    await expect.poll(() => desktop.inhibitors.held).toEqual([]);
  });

  test('of the freedesktop kind', async () => {
    await using kde = await Desktop.start({ inhibitors: { kind: 'freedesktop' }, login: false });
    const program = await kde.sessionBus.connect();
    const power = 'org.freedesktop.PowerManagement';
    const path = '/org/freedesktop/PowerManagement/Inhibit';
    const [cookie] = await callMethod(program, power, path, `${power}.Inhibit`, 'Inhibit', 'ss', [
      'phone',
      'In a call',
    ]);
    const screen = 'org.freedesktop.ScreenSaver';
    await callMethod(program, screen, '/org/freedesktop/ScreenSaver', screen, 'Inhibit', 'ss', ['phone', 'Video']);
    expect([kde.inhibitors.keepsAwake, kde.inhibitors.keepsDisplayOn]).toEqual([true, true]);
    await callMethod(program, power, path, `${power}.Inhibit`, 'UnInhibit', 'u', [cookie]);
    expect([kde.inhibitors.keepsAwake, kde.inhibitors.keepsDisplayOn]).toEqual([false, true]);
  });
});

test('login manager tells of sleep on the system bus', async () => {
  const system = await desktop.systemBus.connect();
  const seen: unknown[] = [];
  await watchSignals(system, "type='signal',interface='org.freedesktop.login1.Manager'", ({ member, body }) => {
    if (member === 'PrepareForSleep') seen.push(body[0]);
  });
  desktop.login.suspend();
  desktop.login.resume();
  await expect.poll(() => seen).toEqual([true, false]);
  const login = 'org.freedesktop.login1';
  const lock = callMethod(system, login, '/org/freedesktop/login1', `${login}.Manager`, 'Inhibit', 'ssss', [
    'sleep',
    'phone',
    'tidy up',
    'delay',
  ]);
  await expect(lock).rejects.toThrow('not handed out');
  expect(desktop.login.delaysAsked).toEqual(['sleep']);
});

test('login manager tells of the locked screen on the system bus', async () => {
  const system = await desktop.systemBus.connect();
  const path = '/org/freedesktop/login1/session/_31';
  const session = 'org.freedesktop.login1.Session';
  const seen: unknown[] = [];
  await watchSignals(system, `type='signal',path='${path}'`, (message) => {
    if (message.path === path) seen.push([message.member, ...message.body.map(plain)]);
  });
  desktop.login.lock();
  desktop.login.unlock();
  await expect
    .poll(() => seen)
    .toEqual([
      ['Lock'],
      ['PropertiesChanged', session, { LockedHint: true }, []],
      ['Unlock'],
      ['PropertiesChanged', session, { LockedHint: false }, []],
    ]);
  const ask = () =>
    callMethod(system, 'org.freedesktop.login1', path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      session,
      'LockedHint',
    ]).then(plain);
  expect(await ask()).toEqual([false]);
  desktop.login.lock();
  expect(await ask()).toEqual([true]);
});

test('launcher shows the badge', async () => {
  const launcherEntry = 'com.canonical.Unity.LauncherEntry';
  const entry = new BusObject(app, '/entry', { [launcherEntry]: { signals: { Update: 'sa{sv}' } } });
  const badge = (count: bigint, visible: boolean) =>
    entry.emit(launcherEntry, 'Update', 'application://phone.desktop', {
      count: new Variant('x', count),
      'count-visible': new Variant('b', visible),
    });
  badge(2n, true);
  await expect
    .poll(() => desktop.launcher.badges)
    .toEqual([{ app: 'application://phone.desktop', count: 2, visible: true }]);
  badge(0n, false);
  await expect.poll(() => desktop.launcher.badges).toEqual([]);
});

test('signatures are split into complete types', () => {
  expect(completeTypes('susa{sv}a(iiay)(ia{sv}av)i')).toEqual(['s', 'u', 's', 'a{sv}', 'a(iiay)', '(ia{sv}av)', 'i']);
});

test('services describe themselves', async () => {
  const introspectable = 'org.freedesktop.DBus.Introspectable';
  const [xml] = await callMethod(app, notifications, notificationsPath, introspectable, 'Introspect');
  expect(xml).toContain('<method name="CloseNotification"><arg type="u" direction="in"/></method>');
});
