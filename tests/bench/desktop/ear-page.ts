/** The other side of a call: a phone in a plain page that accepts what rings and notes what is played of the voice. */

import { DeviceCatalog } from '../../../src/renderer/devices/devices.ts';
import { Microphone } from '../../../src/renderer/devices/microphone.ts';
import { createPhone } from '../../../src/renderer/phone/create-phone.ts';
import type { Phone } from '../../../src/renderer/phone/phone.ts';
import { ringingIn } from '../../../src/renderer/phone/phone-state.ts';
import { loadRelayedEngine } from '../../page/relayed-engine.ts';
import { toneDevices } from '../../page/tone-devices.ts';

export type EarOptions = {
  server: string;
  token: string;
  deviceId: string;
  /** UDP port of a relay on loopback that media goes through. */
  mediaPort?: number;
  /** `false`: whoever listens to others too would hear it among them. Default: a tone. */
  speaks?: boolean;
};

/** What of the statistics tells how much of the sound was made up. */
export type Concealment = { concealed: number; silentConcealed: number; total: number };

export type EarPage = {
  phone: Phone;
  /** Where the sound ends that is followed by a silence of `forMs` which lasts beyond `from`, ms since the epoch; `null`: nowhere yet. */
  silentFrom(from: number, forMs: number): number | null;
  /** The first sound from then on, ms since the epoch, or `null` yet. */
  soundFrom(from: number): number | null;
  /** Lengths of the silences over `overMs` between two moments, ms. */
  silences(from: number, to: number, overMs: number): number[];
  /** Of those the ones that cut into speech: whoever falls silent says so with silent packets and then sends none (DTX, RFC 7587). */
  gaps(from: number, to: number, overMs: number): number[];
  concealment(): Promise<Concealment>;
};

declare global {
  interface Window {
    startEar(options: EarOptions): Promise<void>;
    ear: EarPage;
  }
}

/** What one packet of Opus holds, ms. */
const packetMs = 20;
const pollMs = 4;
/** Later than this, a poll may have missed packets, ms. */
const lateMs = 50;
/**
 * Below, a packet is silent, 0…1. So low because what is done to a voice against noise and echo may leave some −60 dB of it, which
 * is no gap; a muted microphone leaves nothing at all.
 */
const audible = 10 ** (-100 / 20);
/** From here on somebody was speaking, 0…1 (−40 dB). */
const speechLevel = 0.01;
/**
 * What the other side says, Hz. Far above every voice: what somebody says at the pitch of what they hear, echo cancellation takes
 * for its echo, and after some seconds leaves nothing of it but gaps.
 */
const toneHz = 3_000;
const keptPackets = 200 * (1_000 / packetMs);

/** A packet with sound in it. `at`: when it was played, ms since the epoch. */
type Packet = {
  at: number;
  /** Since the one before: by the clock of whoever spoke, ms; `null` when that was somebody else. */
  spokenMs: number | null;
  /** The time since the poll before, ms. */
  pollMs: number;
  /** How loud, 0…1. */
  level: number;
};

/** Notes each packet that is played with sound in it, from all connections of this page. */
class PacketWatch {
  readonly #connections: RTCPeerConnection[];
  #packets: Packet[] = [];
  #last: { source: number; rtp: number } = { source: 0, rtp: 0 };
  #polledAt = performance.now();

  constructor(connections: RTCPeerConnection[]) {
    this.#connections = connections;
    setInterval(() => this.#poll(), pollMs);
  }

  silentFrom(from: number, forMs: number): number | null {
    const now = performance.timeOrigin + performance.now();
    for (const [index, { at }] of this.#packets.entries()) {
      const next = this.#packets[index + 1]?.at ?? now;
      if (at + forMs > from && next - at - packetMs >= forMs) return at + packetMs;
    }
    return null;
  }

  soundFrom(from: number): number | null {
    return this.#packets.find(({ at }) => at >= from)?.at ?? null;
  }

  silences(from: number, to: number, overMs: number): number[] {
    return this.#silences(from, to, overMs).map(({ ms }) => ms);
  }

  gaps(from: number, to: number, overMs: number): number[] {
    return this.#silences(from, to, overMs)
      .filter(({ levelBefore }) => levelBefore >= speechLevel)
      .map(({ ms }) => ms);
  }

  #silences(from: number, to: number, overMs: number): { ms: number; levelBefore: number }[] {
    const found: { ms: number; levelBefore: number }[] = [];
    let before = from;
    let levelBefore = 1;
    for (const { at, spokenMs, pollMs: sincePoll, level } of this.#packets) {
      if (at < from || at > to) continue;
      const gap = { ms: at - before - packetMs, levelBefore };
      before = at;
      levelBefore = level;
      // The page was late, not the packets: between these two as much was spoken as time has passed.
      const notSeen = sincePoll > lateMs && spokenMs !== null && Math.abs(gap.ms + packetMs - spokenMs) < 10;
      if (gap.ms > overMs && !notSeen) found.push(gap);
    }
    const last = { ms: to - before - packetMs, levelBefore };
    return last.ms > overMs ? [...found, last] : found;
  }

  #poll(): void {
    const now = performance.now();
    const sincePoll = now - this.#polledAt;
    this.#polledAt = now;
    const receivers = this.#connections.flatMap((connection) => connection.getReceivers());
    for (const { source, rtpTimestamp, timestamp, audioLevel = 1 } of receivers.flatMap((receiver) =>
      receiver.track.kind === 'audio' ? receiver.getSynchronizationSources() : [],
    )) {
      const same = source === this.#last.source;
      if ((same && rtpTimestamp === this.#last.rtp) || timestamp <= (this.#packets.at(-1)?.at ?? 0)) continue;
      // Opus always counts in 48 kHz (RFC 7587, section 4.1).
      const spokenMs = same ? (rtpTimestamp - this.#last.rtp) / 48 : null;
      this.#last = { source, rtp: rtpTimestamp };
      if (audioLevel >= audible) this.#packets.push({ at: timestamp, spokenMs, pollMs: sincePoll, level: audioLevel });
    }
    if (this.#packets.length > keptPackets * 1.2) this.#packets = this.#packets.slice(-keptPackets);
  }
}

/** From now on all connections of this page, as they are made. */
function watchConnections(): RTCPeerConnection[] {
  const connections: RTCPeerConnection[] = [];
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  return connections;
}

async function concealment(phone: Phone): Promise<Concealment> {
  const sum = { concealed: 0, silentConcealed: 0, total: 0 };
  const stats = await phone.session?.link?.getStats();
  for (const report of stats?.receive.values() ?? []) {
    if (report.type !== 'inbound-rtp' || report.kind !== 'audio') continue;
    sum.concealed += report.concealedSamples ?? 0;
    sum.silentConcealed += report.silentConcealedSamples ?? 0;
    sum.total += report.totalSamplesReceived ?? 0;
  }
  return sum;
}

window.startEar = async ({ server, token, deviceId, mediaPort, speaks = true }) => {
  const watch = new PacketWatch(watchConnections());
  const context = new AudioContext();
  const devices = toneDevices(context, toneHz, speaks ? undefined : 0);
  const catalog = new DeviceCatalog(devices);
  const phone = createPhone({
    deviceId,
    parts: {
      catalog,
      microphone: new Microphone(devices, catalog),
      ...(mediaPort === undefined ? {} : { loadEngine: (welcome) => loadRelayedEngine(welcome, mediaPort) }),
    },
  });
  phone.state.subscribe((state) => {
    // Not before whoever has changed the state is done with it.
    if (ringingIn(state) !== null) setTimeout(() => phone.accept());
  });
  window.ear = {
    phone,
    silentFrom: (from, forMs) => watch.silentFrom(from, forMs),
    soundFrom: (from) => watch.soundFrom(from),
    silences: (from, to, overMs) => watch.silences(from, to, overMs),
    gaps: (from, to, overMs) => watch.gaps(from, to, overMs),
    concealment: () => concealment(phone),
  };
  phone.signIn({ server, token });
};
