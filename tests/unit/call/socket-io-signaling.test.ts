import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import type { Socket as ClientSocket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasCode } from '../../../src/renderer/call-error.ts';
import { SocketIoSignaling } from '../../../src/renderer/signaling/socket-io-signaling.ts';
import { signIn } from '../../../src/shared/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { welcomeOf } from './protocol-fixtures.ts';

/** What the client has made of socket.io, to see whether that would come back by itself. */
const made = vi.hoisted((): { socket: ClientSocket | null } => ({ socket: null }));
vi.mock(import('socket.io-client'), async (importOriginal) => {
  const original = await importOriginal();
  const io = (...options: Parameters<typeof original.io>) => {
    made.socket = original.io(...options);
    return made.socket;
  };
  return { ...original, io: io as typeof original.io };
});

/** A server that says what a test wants it to, over real sockets on loopback. */
let http: HttpServer;
let io: Server;
let client: SocketIoSignaling;
let clock: ManualClock;
let sockets: Socket[];
let refuse: { code: string; message: string } | null;
let heard: string[];

beforeEach(async () => {
  sockets = [];
  refuse = null;
  heard = [];
  http = createServer();
  io = new Server(http, { transports: ['websocket'] });
  io.use((socket, next) => {
    if (!signIn.safeParse(socket.handshake.auth).success) return next(new Error('not a sign-in'));
    return next(refuse === null ? undefined : Object.assign(new Error(refuse.message), { data: refuse }));
  });
  io.on('connection', (socket) => {
    sockets.push(socket);
    socket.emit('welcome', welcomeOf());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  clock = new ManualClock();
  client = new SocketIoSignaling({ server: `http://127.0.0.1:${port}`, token: 'token', deviceId: 'device-1', clock });
  client.on('welcome', () => heard.push('welcome'));
  client.on('offline', () => heard.push('offline'));
  client.on('refused', ({ error }) => heard.push(`refused ${error.code}`));
  client.on('unreachable', () => heard.push('unreachable'));
  client.on('replaced', () => heard.push('replaced'));
});
afterEach(async () => {
  client.close();
  await io.close();
});

const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 5_000, interval: 5 });

/** Whether it neither is connected nor will try to be: at a time of its own, or at one of socket.io's. */
async function staysAway(): Promise<boolean> {
  await clock.pass(60_000);
  return made.socket?.active === false;
}

async function online(): Promise<Socket> {
  client.connect();
  await until(() => client.online);
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error('Nobody has connected');
  return socket;
}

describe('signing in', () => {
  it('is done with the welcome', async () => {
    client.connect();
    expect(client.online).toBe(false);
    await until(() => client.online);
    expect(heard).toEqual(['welcome']);
  });

  it('is refused for good', async () => {
    refuse = { code: 'token-expired', message: 'expired' };
    client.connect();
    await until(() => heard.length > 0);
    expect(await staysAway()).toBe(true);
    expect([heard, sockets.length]).toEqual([['refused token-expired'], 0]);
  });

  it('is tried again when the server is only busy', async () => {
    refuse = { code: 'rate-limited', message: 'slow down' };
    client.connect();
    await until(() => heard.includes('unreachable'));
    refuse = null;
    await clock.pass(300);
    await until(() => client.online);
    expect(heard).not.toContain('refused rate-limited');
  });
});

describe('requests', () => {
  it('answer with what the server says', async () => {
    const socket = await online();
    socket.on('invitation.accept', (data, answer) =>
      answer({ ok: { startedAt: 5, elapsedMs: data.sessionId.length } }),
    );
    expect(await client.request('invitation.accept', { sessionId: 'abc', invitationId: 'i' })).toEqual({
      startedAt: 5,
      elapsedMs: 3,
    });
  });

  it.each([
    ['an error of the list', { error: { code: 'busy', message: 'in a call' } }, 'busy'],
    ['a result that breaks the protocol', { ok: { startedAt: 'now' } }, 'bad-reply'],
    ['an error that is none', { error: { code: 'nonsense' } }, 'bad-reply'],
    ['neither', 'hello', 'bad-reply'],
    ['nothing', null, 'bad-reply'],
  ] as const)('fail with a code: %s', async (_, answer, code) => {
    const socket = await online();
    socket.on('invitation.accept', (_data, done) => done(answer));
    const failure = await client
      .request('invitation.accept', { sessionId: 'abc', invitationId: 'i' })
      .catch((error: unknown) => error);
    expect(hasCode(failure, code)).toBe(true);
  });

  it('fail when the server is silent', async () => {
    await online();
    const failure = await client
      .request('invitation.accept', { sessionId: 'abc', invitationId: 'i' }, 50)
      .catch((error: unknown) => error);
    expect(hasCode(failure, 'timeout')).toBe(true);
  });

  it('fail at once without a connection, and stay unanswered when it is lost meanwhile', async () => {
    const before = await client
      .request('invitation.decline', { sessionId: 'abc', invitationId: 'i' })
      .catch((error: unknown) => error);
    const socket = await online();
    const lost = client
      .request('invitation.decline', { sessionId: 'abc', invitationId: 'i' })
      .catch((error: unknown) => error);
    socket.conn.close();
    expect([hasCode(before, 'not-connected'), hasCode(await lost, 'timeout')]).toEqual([true, true]);
  });

  it('that break the protocol are not sent', async () => {
    const socket = await online();
    const received: unknown[] = [];
    socket.onAny((name) => received.push(name));
    const failure = await client
      .request('invitation.accept', { sessionId: '', invitationId: 'i' })
      .catch((error: unknown) => error);
    expect([hasCode(failure, 'bad-request'), received]).toEqual([true, []]);
  });
});

describe('pushes', () => {
  it('that break the protocol are dropped and the next is heard', async () => {
    const quiet = vi.spyOn(console, 'error').mockReturnValue();
    const socket = await online();
    const stopped: string[] = [];
    client.on('invitation.stopped', ({ sessionId }) => stopped.push(sessionId));
    socket.emit('invitation.stopped', { sessionId: 'a', reason: 'bored' });
    socket.emit('invitation.stopped', { sessionId: { length: { toString: false } }, reason: 'cancelled' });
    socket.emit('invitation.stopped', { sessionId: 'b', invitationId: 'i', reason: 'cancelled' });
    await until(() => stopped.length > 0);
    expect([stopped, quiet.mock.calls.length]).toEqual([['b'], 2]);
    quiet.mockRestore();
  });
});

describe('the connection', () => {
  it('comes back when it is lost', async () => {
    const socket = await online();
    socket.conn.close();
    await until(() => heard.length === 3);
    expect(heard).toEqual(['welcome', 'offline', 'welcome']);
  });

  it('comes back when the server closed it', async () => {
    const socket = await online();
    socket.disconnect();
    await until(() => heard.length === 2);
    await clock.pass(300);
    await until(() => heard.length === 3);
    expect(heard).toEqual(['welcome', 'offline', 'welcome']);
  });

  it('made anew looks to the server like a loss, not like a sign-out', async () => {
    const socket = await online();
    const reasons: string[] = [];
    socket.on('disconnect', (reason) => reasons.push(reason));
    client.reconnectNow();
    await until(() => heard.length === 3);
    expect(heard).toEqual(['welcome', 'offline', 'welcome']);
    expect(reasons).toEqual(['transport close']);
  });

  it('does not fight for its place with another connection of this installation', async () => {
    const socket = await online();
    socket.emit('closing', { error: { code: 'limit-reached', message: 'again' }, reason: 'replaced' });
    await until(() => heard.includes('replaced'));
    client.reconnectNow();
    expect(await staysAway()).toBe(true);
    expect([heard, sockets.length]).toEqual([['welcome', 'offline', 'replaced'], 1]);
  });

  it('is gone when closed', async () => {
    await online();
    client.close();
    client.reconnectNow();
    client.connect();
    expect(await staysAway()).toBe(true);
    expect([client.online, sockets.length]).toEqual([false, 1]);
  });
});
