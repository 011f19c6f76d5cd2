import { ortc, type types } from 'mediasoup';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { RequestError } from '../../errors.ts';
import type { MediaRoom, ParticipantMedia, RtpCapabilities, SpeakerWatch, Speaking } from '../port.ts';
import { SfuParticipantMedia } from './participant-media.ts';
import { SfuSpeakerWatch } from './speaker-watch.ts';

/** Transports for whoever joins next are made this long after a join, ms: not while that one still connects. */
const spareAfterMs = 500;

/** Of one participant, bit/s. */
export type Bitrates = { maxIncoming: number; initialOutgoing: number };

type Dependencies = { clock: Clock; logger: Logger; bitrates: Bitrates };
type Transports = { send: types.WebRtcTransport; receive: types.WebRtcTransport };

/** The router of one session. Keeps a pair of transports ready: joining, and above all joining again, need not wait for them. */
export class SfuRoom implements MediaRoom {
  readonly #router: types.Router;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #bitrates: Bitrates;
  #spare: Promise<Transports | null> | null = null;
  #cancelSpare: () => void = () => {};

  constructor(router: types.Router, webRtcServer: types.WebRtcServer, dependencies: Dependencies) {
    this.#router = router;
    this.#webRtcServer = webRtcServer;
    this.#clock = dependencies.clock;
    this.#logger = dependencies.logger;
    this.#bitrates = dependencies.bitrates;
    router.observer.once('close', () => this.#cancelSpare());
  }

  async createParticipant(rtpCapabilities: RtpCapabilities): Promise<ParticipantMedia> {
    const checked = checkedCapabilities(rtpCapabilities);
    const transports = (await this.#takeSpare()) ?? (await this.#createTransports());
    return new SfuParticipantMedia(this.#router, transports, checked, this.#logger);
  }

  watchSpeakers(onSpeakers: (speaking: Speaking) => void): SpeakerWatch {
    return new SfuSpeakerWatch({ router: this.#router, clock: this.#clock, logger: this.#logger }, onSpeakers);
  }

  close(): void {
    this.#router.close();
  }

  #takeSpare(): Promise<Transports | null> | null {
    const spare = this.#spare;
    this.#spare = null;
    this.#cancelSpare();
    this.#cancelSpare = this.#clock.after(spareAfterMs, () => {
      // A spare that could not be made is made when it is needed, and then somebody hears of the failure.
      this.#spare = this.#createTransports().catch(() => null);
    });
    return spare;
  }

  async #createTransports(): Promise<Transports> {
    const [send, receive] = await Promise.all([this.#createTransport(), this.#createTransport()]);
    void send.setMaxIncomingBitrate(this.#bitrates.maxIncoming).catch((error: unknown) => {
      if (!send.closed) this.#logger.warn({ err: error }, 'the bitrate of a participant could not be limited');
    });
    return { send, receive };
  }

  #createTransport(): Promise<types.WebRtcTransport> {
    return this.#router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: this.#bitrates.initialOutgoing,
    });
  }
}

/** @throws RequestError `media-rejected` for capabilities that are none. */
export function checkedCapabilities(rtpCapabilities: RtpCapabilities): types.RtpCapabilities {
  try {
    // mediasoup fills in defaults in place: the request itself stays as it came.
    const checked = structuredClone(rtpCapabilities) as types.RtpCapabilities;
    ortc.validateAndNormalizeRtpCapabilities(checked);
    return checked;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RequestError('media-rejected', `The RTP capabilities were not accepted: ${reason}`, { cause: error });
  }
}
