import type { types } from 'mediasoup';
import type { MediaSource } from '../../../shared/protocol.ts';
import type { Publication } from '../port.ts';

export class SfuPublication implements Publication {
  readonly source: MediaSource;
  readonly producer: types.Producer;
  /** As wanted: mediasoup's own flag changes only once the worker has answered. */
  paused: boolean;

  constructor(producer: types.Producer, source: MediaSource) {
    this.producer = producer;
    this.source = source;
    this.paused = producer.paused;
  }

  get id(): string {
    return this.producer.id;
  }
}

/** @throws TypeError for what no SFU has made. */
export function sfuPublication(publication: Publication): SfuPublication {
  if (publication instanceof SfuPublication) return publication;
  throw new TypeError('A publication of another kind of room');
}
