import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SessionBus, sessionBusAddress } from '../../../src/main/platform/linux/session-bus.ts';
import { PrivateBus } from '../../desktop/private-bus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { eventually, FakeLog } from './fixtures.ts';

describe('where the session bus is', () => {
  const never = () => false;
  it.each([
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/bus' }, 'unix:path=/tmp/bus'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/bus,guid=1' }, 'unix:abstract=/tmp/bus,guid=1'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:;unix:path=/tmp/bus' }, 'unix:path=/tmp/bus'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' }, undefined],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unixexec:path=/bin/sh' }, undefined],
    [{ DBUS_SESSION_BUS_ADDRESS: 'nonsense' }, undefined],
    [{ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/run/user/1' }, undefined],
    [{}, undefined],
  ])('%j is %s', (env, address) => {
    expect(sessionBusAddress(env, never)).toBe(address);
  });

  it('is in the runtime folder where no variable says it', () => {
    const seen: string[] = [];
    const exists = (file: string) => {
      seen.push(file);
      return true;
    };
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: '/run/user/1' }, exists)).toBe('unix:path=/run/user/1/bus');
    expect(seen).toEqual(['/run/user/1/bus']);
  });
});

describe('without a bus', () => {
  it.each([
    [{}],
    [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' }],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/at/all' }],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:nonsense=1' }],
    [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=1' }],
  ])('%j: there is no connection, and nothing throws', async (env) => {
    const bus = new SessionBus({ env, log: new FakeLog() });
    expect(await bus.connect()).toBeUndefined();
    await bus.close();
  });

  it('gives up on a bus that hangs up during the handshake', async () => {
    const socketPath = join(temporaryFolder(), 'bus');
    const server = createServer((socket: Socket) => socket.resume().end('REJECTED\r\n'));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    const bus = new SessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socketPath}` }, log: new FakeLog() });
    onTestFinished(() => bus.close());
    expect(await bus.connect()).toBeUndefined();
  });
});

describe('with a bus', () => {
  let privateBus: PrivateBus;
  let bus: SessionBus;
  let env: { DBUS_SESSION_BUS_ADDRESS: string };
  beforeEach(async () => {
    privateBus = await PrivateBus.start();
    env = { DBUS_SESSION_BUS_ADDRESS: privateBus.address };
    bus = new SessionBus({ env, log: new FakeLog() });
  });
  afterEach(async () => {
    await bus.close();
    await privateBus.stop();
  });

  it('makes one connection for everybody', async () => {
    const [first, second] = await Promise.all([bus.connect(), bus.connect()]);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('settles what was asked when the bus goes, and connects anew when asked again', async () => {
    const connection = (await bus.connect())!;
    await privateBus.silentService('org.example.Silent');
    const asked = connection.call({
      destination: 'org.example.Silent',
      path: '/',
      interface: 'org.example.Silent',
      member: 'Ask',
    });
    const outcome = asked.then(
      () => 'answered',
      (cause: unknown) => String(cause),
    );
    let closed = false;
    connection.onClosed(() => {
      closed = true;
    });
    await privateBus.stop();
    expect(await outcome).not.toBe('answered');
    await eventually(() => closed);
    await expect(connection.busId()).rejects.toThrow('closed');
    expect(await bus.connect()).toBeUndefined();

    privateBus = await PrivateBus.start();
    env.DBUS_SESSION_BUS_ADDRESS = privateBus.address;
    const again = await bus.connect();
    expect(again).not.toBe(connection);
    expect(await again?.busId()).toMatch(/^[0-9a-f]{32}$/);
    await bus.close();
    expect(await bus.connect()).toBeUndefined();
  });

  it('tells the owner of a name now and at every change', async () => {
    const connection = (await bus.connect())!;
    const owners: string[] = [];
    await connection.watchOwner('org.example.Service', (owner) => owners.push(owner));
    expect(owners).toEqual(['']);
    const service = await privateBus.connect();
    await service.requestName('org.example.Service', 0);
    await eventually(() => owners.length === 2);
    privateBus.disconnect(service);
    await eventually(() => owners.length === 3);
    expect(owners[1]).toMatch(/^:/);
    expect(owners[2]).toBe('');
  });
});
