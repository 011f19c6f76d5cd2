/** A distance between pages and servers on this machine. */
import { TcpRelay, UdpRelay } from '../integration/call/network.ts';

export type Distance = { signaling: TcpRelay; media: UdpRelay; close(): void };

/** Relays to a server's signaling and media port that together make a round trip of `roundTripMs`. */
export async function distance(server: { port: number; mediaPort: number }, roundTripMs: number): Promise<Distance> {
  const signaling = await TcpRelay.open(() => server.port, roundTripMs / 2);
  const media = await UdpRelay.open(server.mediaPort, roundTripMs / 2);
  return {
    signaling,
    media,
    close: () => {
      signaling.close();
      media.close();
    },
  };
}

export const roundTrips = [0, 100] as const;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
