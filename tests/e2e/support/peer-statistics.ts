import type { Page } from '@playwright/test';
import type { HoldfastApp } from './holdfast-app.ts';

export type InboundAudio = {
  packetsLost: number;
  /** Samples made up because none came, of {@link totalSamples}. */
  concealedSamples: number;
  /** Of those, the ones made up while the other side sent nothing on purpose. */
  silentConcealedSamples: number;
  totalSamples: number;
};

declare global {
  // Put into the page by watchConnections.
  var connectionsOfTest: RTCPeerConnection[] | undefined;
}

/** From its next page on the window remembers its connections, so that what they have received can be read. */
export async function watchConnections(app: Pick<HoldfastApp, 'window' | 'signedIn'>): Promise<void> {
  await app.window.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    globalThis.connectionsOfTest = connections;
    const Native = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
  await app.window.reload();
  await app.signedIn();
}

/** What the other end of each connection calls its side of the path: another one after each ICE restart (RFC 8445, 2.4). */
export function remoteIceUfrags(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (globalThis.connectionsOfTest ?? [])
      .filter(({ connectionState }) => connectionState !== 'closed')
      .map(
        ({ currentRemoteDescription }) => /^a=ice-ufrag:(.+)$/mu.exec(currentRemoteDescription?.sdp ?? '')?.[1] ?? '',
      ),
  );
}

export function inboundAudio(page: Page): Promise<InboundAudio> {
  return page.evaluate(async () => {
    const sum = { packetsLost: 0, concealedSamples: 0, silentConcealedSamples: 0, totalSamples: 0 };
    for (const connection of globalThis.connectionsOfTest ?? []) {
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp' || report.kind !== 'audio') continue;
        sum.packetsLost += report.packetsLost ?? 0;
        sum.concealedSamples += report.concealedSamples ?? 0;
        sum.silentConcealedSamples += report.silentConcealedSamples ?? 0;
        sum.totalSamples += report.totalSamplesReceived ?? 0;
      }
    }
    return sum;
  });
}

/** The part of what was played between the two moments that was made up because nothing had come, 0…1. */
export function concealedShare(before: InboundAudio, after: InboundAudio): number {
  const played = after.totalSamples - before.totalSamples;
  return played === 0 ? 1 : (after.concealedSamples - before.concealedSamples) / played;
}
