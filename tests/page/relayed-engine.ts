import { loadMediaEngine, type MediaEngine, type Welcome } from '../../src/renderer/media/link.ts';
import type { TransportParameters } from '../../src/shared/protocol.ts';

/** The engine with every transport going through a relay on loopback. @param port of UDP. */
export async function loadRelayedEngine(welcome: Welcome, port: number): Promise<MediaEngine> {
  const engine = await loadMediaEngine(welcome);
  const relayed = (transport: TransportParameters): TransportParameters => ({
    ...transport,
    iceCandidates: transport.iceCandidates
      .filter(({ protocol }) => protocol === 'udp')
      .map((candidate) => ({ ...candidate, ip: '127.0.0.1', address: '127.0.0.1', port })),
  });
  return {
    rtpCapabilities: engine.rtpCapabilities,
    createLink: (joined, signaling) =>
      engine.createLink({ ...joined, send: relayed(joined.send), receive: relayed(joined.receive) }, signaling),
  };
}
