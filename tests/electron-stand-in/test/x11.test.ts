import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { X11Display } from '../src/x11/display.ts';

/** An X server's welcome: accepted, protocol 11.0, and a screen of which nothing matters here. */
function welcome(): Buffer {
  const setup = Buffer.alloc(80);
  setup[0] = 1;
  setup.writeUInt16LE(11, 2);
  setup.writeUInt16LE((setup.length - 8) / 4, 6);
  return setup;
}

describe('the connection to an X server', () => {
  it('that goes while an answer is awaited is an error, and nobody waits on', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(welcome()));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { port } = server.address() as AddressInfo;
      const display = await X11Display.open(`127.0.0.1:${port - 6000}`);
      expect(() => display.atom('_NET_WM_NAME')).toThrow('the X server');
      display.close();
    } finally {
      server.close();
    }
  });
});
