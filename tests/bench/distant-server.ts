import { freeMediaPort } from '../integration/call/network.ts';
import { startTestServer } from '../integration/server/harness.ts';
import { distance } from './network.ts';

/** A call server, and the way to it that takes so long there and back, ms; both are gone when `clearing` is done. */
export async function distantServer(clearing: AsyncDisposableStack, roundTripMs: number) {
  const mediaPort = await freeMediaPort();
  const server = await startTestServer({ media: { port: mediaPort } });
  clearing.defer(() => server.close());
  const way = await distance({ port: server.port, mediaPort }, roundTripMs);
  clearing.defer(() => way.close());
  return { server, way };
}
