import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { maxSpeakers } from '../../../shared/protocol.ts';
import type { Clock } from '../../clock.ts';
import type { Publication, SpeakerWatch, Speaking } from '../port.ts';
import { sfuPublication } from './publication.ts';

/**
 * What counts as speech, dBov averaged over a window. Speech comes at −20 to −40; the window in which it begins is up to a
 * fifth silence, down to −127: −25 × 0.8 − 127 × 0.2 = −45. The noise of a quiet room is at −65 and less.
 */
const speechLevel = -55;
/** The least that mediasoup's AudioLevelObserver takes, ms. */
const windowMs = 250;
/**
 * An AudioLevelObserver says nothing of a microphone of which it got less than ten packets in its window, 200 ms of speech:
 * https://github.com/versatica/mediasoup/blob/v3/worker/src/RTC/AudioLevelObserver.cpp. One alone notices a voice that
 * begins in the middle of its window after up to 450 ms; four, a quarter of a window apart, after 265 ms at most.
 */
const promptWindows = 4;
/** How soon somebody else leads the conversation, ms; mediasoup's default. */
const dominantIntervalMs = 300;

type Room = { router: types.Router; clock: Clock; logger: Logger };
type Observer = types.AudioLevelObserver | types.ActiveSpeakerObserver;

/** {@link SpeakerWatch} with mediasoup's observers, which read the level that each packet carries. */
export class SfuSpeakerWatch implements SpeakerWatch {
  readonly #room: Room;
  readonly #onSpeakers: (speaking: Speaking) => void;
  readonly #producers = new Map<string, types.Producer>();
  readonly #observers = new Set<Observer>();
  /** Those of them that only a prompt watch needs. */
  #extra: { close: () => void }[] = [];
  #dominant: string | null = null;
  #prompt = false;
  #closed = false;

  constructor(room: Room, onSpeakers: (speaking: Speaking) => void) {
    this.#room = room;
    this.#onSpeakers = onSpeakers;
    this.#watchDominance();
    this.#watchLevels(0);
  }

  add(publication: Publication): void {
    const { producer } = sfuPublication(publication);
    if (this.#producers.has(producer.id) || producer.closed) return;
    this.#producers.set(producer.id, producer);
    producer.observer.once('close', () => this.#producers.delete(producer.id));
    for (const observer of this.#observers) this.#observe(observer, producer);
  }

  setPrompt(prompt: boolean): void {
    if (prompt === this.#prompt) return;
    this.#prompt = prompt;
    for (const extra of this.#extra.splice(0)) extra.close();
    if (!prompt) return;
    for (let window = 1; window < promptWindows; window += 1) {
      this.#extra.push(this.#watchLevels((windowMs / promptWindows) * window));
    }
  }

  close(): void {
    this.#closed = true;
    this.setPrompt(false);
    for (const observer of this.#observers) observer.close();
    this.#observers.clear();
  }

  #watchDominance(): void {
    void this.#start(this.#room.router.createActiveSpeakerObserver({ interval: dominantIntervalMs }), (observer) => {
      observer.on('dominantspeaker', ({ producer }) => {
        this.#dominant = producer.id;
      });
    });
  }

  /** @param delayMs until it begins: its windows are that much later than others' */
  #watchLevels(delayMs: number): { close: () => void } {
    const { router, clock } = this.#room;
    const options = { maxEntries: maxSpeakers, threshold: speechLevel, interval: windowMs };
    let closed = false;
    let mine: types.AudioLevelObserver | null = null;
    const cancel = clock.after(delayMs, () => {
      void this.#start(router.createAudioLevelObserver(options), (observer) => {
        mine = observer;
        if (closed) return this.#stop(observer);
        observer.on('volumes', (volumes) =>
          this.#tell(volumes.map(({ producer, volume: level }) => ({ publicationId: producer.id, level }))),
        );
        observer.on('silence', () => this.#tell([]));
      });
    });
    return {
      close: () => {
        closed = true;
        cancel();
        if (mine !== null) this.#stop(mine);
      },
    };
  }

  #tell(levels: Speaking['levels']): void {
    if (!this.#closed) this.#onSpeakers({ dominant: this.#dominant, levels });
  }

  async #start<T extends Observer>(creation: Promise<T>, use: (observer: T) => void): Promise<void> {
    const { router, logger } = this.#room;
    try {
      const observer = await creation;
      if (this.#closed) return observer.close();
      this.#observers.add(observer);
      use(observer);
      if (observer.closed) return;
      for (const producer of this.#producers.values()) this.#observe(observer, producer);
    } catch (error) {
      if (!router.closed) logger.warn({ err: error }, 'who speaks cannot be told');
    }
  }

  #stop(observer: Observer): void {
    this.#observers.delete(observer);
    observer.close();
  }

  #observe(observer: Observer, producer: types.Producer): void {
    observer.addProducer({ producerId: producer.id }).catch((error: unknown) => {
      if (observer.closed || producer.closed) return;
      this.#room.logger.warn({ err: error, publicationId: producer.id }, 'a microphone cannot be watched');
    });
  }
}
