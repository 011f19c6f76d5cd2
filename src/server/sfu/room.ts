import { ortc, type types } from 'mediasoup';
import type { Logger } from 'pino';
import type { MediaRoom, PeerMedia, RtpCapabilities } from '../calls/media.ts';
import { RequestError } from '../errors.ts';
import { SfuPeerMedia } from './peer-media.ts';

/** Bit/s one peer may send: two videos and a voice. */
const maxIncomingBitrate = 6_000_000;
const initialOutgoingBitrate = 800_000;

/** The router of one session. */
export class SfuRoom implements MediaRoom {
  readonly #router: types.Router;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #logger: Logger;

  constructor(router: types.Router, webRtcServer: types.WebRtcServer, logger: Logger) {
    this.#router = router;
    this.#webRtcServer = webRtcServer;
    this.#logger = logger;
  }

  async createPeer(rtpCapabilities: RtpCapabilities): Promise<PeerMedia> {
    const checked = checkedCapabilities(rtpCapabilities);
    const [send, receive] = await Promise.all([this.#createTransport(), this.#createTransport()]);
    void send.setMaxIncomingBitrate(maxIncomingBitrate).catch((error: unknown) => {
      if (!send.closed) this.#logger.warn({ err: error }, 'the bitrate of a peer could not be limited');
    });
    return new SfuPeerMedia(this.#router, { send, receive }, checked, this.#logger);
  }

  close(): void {
    this.#router.close();
  }

  #createTransport(): Promise<types.WebRtcTransport> {
    return this.#router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: initialOutgoingBitrate,
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
