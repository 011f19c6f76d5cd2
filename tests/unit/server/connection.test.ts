import { EventEmitter } from 'node:events';
import { type Logger, pino } from 'pino';
import type { Socket } from 'socket.io';
import { expect, it } from 'vitest';
import { configurationSchema } from '../../../src/server/main/configuration/schema.ts';
import { Connection } from '../../../src/server/transport/connection.ts';
import type { Handlers } from '../../../src/server/transport/handlers.ts';
import type { Reply } from '../../../src/shared/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';

const device = { key: 'ada/device-1', id: 'device-1', person: { id: 'ada', name: 'Ada' } };

/** A connection over a socket that only notes what is sent. */
function setUp(handlers: Partial<Handlers> = {}) {
  const sent: unknown[][] = [];
  const lines: string[] = [];
  const logger: Logger = pino({ level: 'info' }, { write: (line) => lines.push(line) });
  let receive: (event: unknown, ...values: unknown[]) => void = () => undefined;
  const socket = {
    onAny: (listener: typeof receive) => {
      receive = listener;
    },
    emit: (...message: unknown[]) => sent.push(message),
    conn: new EventEmitter(),
    disconnect: () => undefined,
  };
  const connection = new Connection(socket as unknown as Socket, device, handlers as Handlers, {
    logger,
    clock: new ManualClock(),
    limits: configurationSchema.parse({}).limits,
  });
  const ask = (name: string, request: unknown) => new Promise<Reply<unknown>>((done) => receive(name, request, done));
  return { connection, sent, lines, ask };
}

it('a reply that breaks the protocol is not sent: the client is told that the server failed, the log why', async () => {
  const { ask, lines } = setUp({ 'publication.create': (() => ({ publicationId: 7 })) as never });
  const request = {
    sessionId: 's',
    transportId: 't',
    kind: 'audio',
    source: 'microphone',
    rtpParameters: { codecs: [] },
    paused: false,
  };
  expect(await ask('publication.create', request)).toEqual({
    error: { code: 'internal', message: expect.not.stringContaining('publicationId') },
  });
  expect(lines.join('')).toContain('breaks the protocol');
});

it('a reply holds nothing that the protocol does not know', async () => {
  const { ask } = setUp({ 'session.leave': (() => ({ secret: 'of the server' })) as never });
  expect(await ask('session.leave', { sessionId: 's' })).toEqual({ ok: {} });
});

it('a push that breaks the protocol is logged and not sent, others are', () => {
  const { connection, sent, lines } = setUp();
  connection.push('subscriptions.closed', { sessionId: 7, version: 1, subscriptionIds: ['c'] } as never);
  expect(sent).toEqual([]);
  expect(lines.join('')).toContain('a push broke the protocol');
  connection.push('subscriptions.closed', { sessionId: 's', version: 1, subscriptionIds: ['c'] });
  expect(sent).toEqual([['subscriptions.closed', { sessionId: 's', version: 1, subscriptionIds: ['c'] }]]);
});

it('a handler that fails tells the client no more than that', async () => {
  const { ask, lines } = setUp({
    'session.leave': () => {
      throw new Error('the disk is full');
    },
  });
  expect(await ask('session.leave', { sessionId: 's' })).toEqual({
    error: { code: 'internal', message: expect.not.stringContaining('disk') },
  });
  expect(lines.join('')).toContain('the disk is full');
});
