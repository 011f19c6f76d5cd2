import type { EndReason } from '../../shared/call.ts';
import type { SessionPeer } from '../../shared/protocol.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import { Peer } from './peer.ts';

/** The peers of one session, and what they are told of each other. */
export class Peers implements Iterable<Peer> {
  readonly #sessionId: string;
  readonly #newId: () => string;
  readonly #outbox: Outbox;
  readonly #peers = new Map<string, Peer>();

  constructor(sessionId: string, newId: () => string, outbox: Outbox) {
    this.#sessionId = sessionId;
    this.#newId = newId;
    this.#outbox = outbox;
  }

  [Symbol.iterator](): Iterator<Peer> {
    return this.#peers.values();
  }

  add(person: PersonRef, device: Device | null, answered: boolean): Peer {
    const peer = new Peer({ id: this.#newId(), person, device, answered }, this.#outbox);
    this.#peers.set(peer.id, peer);
    return peer;
  }

  delete(peer: Peer): void {
    this.#peers.delete(peer.id);
  }

  of(device: Device): Peer | undefined {
    return [...this].find((peer) => peer.device?.key === device.key);
  }

  answeredExcept(peer: Peer): Peer[] {
    return [...this].filter((other) => other !== peer && other.answered);
  }

  /** As that peer sees the others. */
  describeFor(peer: Peer): SessionPeer[] {
    return [...this].filter((other) => sees(peer, other)).map((other) => asSeen(other, peer));
  }

  tellChanged(peer: Peer): void {
    for (const other of this) {
      if (sees(peer, other))
        other.push('session.peerChanged', { sessionId: this.#sessionId, peer: asSeen(peer, other) });
    }
  }

  tellMuted(peer: Peer): void {
    this.tellChanged(peer);
    for (const echo of this) {
      if (echo.device === null)
        peer.push('session.peerChanged', { sessionId: this.#sessionId, peer: asSeen(echo, peer) });
    }
  }

  tellLeft(peer: Peer, reason: EndReason): void {
    for (const other of this.answeredExcept(peer)) {
      other.push('session.peerLeft', { sessionId: this.#sessionId, peerId: peer.id, reason });
    }
  }
}

/** Devices that ring for the same person have nothing to do with each other. */
export function sees(peer: Peer, other: Peer): boolean {
  return peer !== other && (peer.answered || other.answered);
}

/** The echo says what it hears: nothing while its listener is muted. */
function asSeen(peer: Peer, to: Peer): SessionPeer {
  return { ...peer.describe(), ...(peer.device === null ? { muted: to.muted } : {}) };
}
