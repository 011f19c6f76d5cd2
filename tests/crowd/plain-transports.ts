/**
 * Has a call server in this process make plain RTP transports on loopback in place of WebRTC's: for many participants who send and
 * receive real packets without a browser each. The protocol stays what it is: a transport's port is told as its ICE candidate, and
 * the fingerprint with which it is connected names the participant's own port.
 */
import { randomBytes } from 'node:crypto';
import { observer, type types } from 'mediasoup';

const loopback = '127.0.0.1';
/** Of SRTP's AES_CM_128_HMAC_SHA1_80: key and salt, bytes. */
const srtpKeyBytes = 30;

export class PlainTransports {
  /** Whether those made from now on are plain. */
  on = true;

  /** Before the server's media workers are started. */
  constructor() {
    observer.on('newworker', this.#onWorker);
  }

  close(): void {
    this.on = false;
    observer.off('newworker', this.#onWorker);
  }

  readonly #onWorker = (worker: types.Worker): void => {
    worker.observer.on('newrouter', (router) => this.#take(router));
  };

  #take(router: types.Router): void {
    const create = router.createWebRtcTransport.bind(router);
    // The server makes them in pairs, the one to send on first.
    let sends = false;
    const either = (options: types.WebRtcTransportOptions): Promise<types.WebRtcTransport> => {
      if (!this.on) return create(options);
      sends = !sends;
      return plain(router, !sends);
    };
    router.createWebRtcTransport = either as typeof router.createWebRtcTransport;
  }
}

/** What is received is encrypted, as it is for a browser: that is what costs a server most. */
async function plain(router: types.Router, encrypted: boolean): Promise<types.WebRtcTransport> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: loopback },
    rtcpMux: true,
    enableSrtp: encrypted,
  });
  const connect = transport.connect.bind(transport);
  const candidate = {
    foundation: 'plain',
    priority: 1,
    ip: loopback,
    address: loopback,
    protocol: 'udp',
    type: 'host',
  };
  return Object.assign(transport, {
    iceParameters: { usernameFragment: 'plain', password: 'plain', iceLite: true },
    iceCandidates: [{ ...candidate, port: transport.tuple.localPort }],
    dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: 'plain' }] },
    connect: ({ dtlsParameters }: { dtlsParameters: types.DtlsParameters }) =>
      connect({
        ip: loopback,
        port: Number(dtlsParameters.fingerprints[0]?.value),
        ...(encrypted ? { srtpParameters } : {}),
      }),
  }) as unknown as types.WebRtcTransport;
}

const srtpParameters: types.SrtpParameters = {
  cryptoSuite: 'AES_CM_128_HMAC_SHA1_80',
  keyBase64: randomBytes(srtpKeyBytes).toString('base64'),
};
