import type { ReplyOf, RequestName, RequestOf } from '../../shared/protocol.ts';
import type { Calls } from '../calls/calls.ts';
import type { Device } from '../device.ts';

/** What a handler may use of the request it answers. */
export type RequestContext = {
  device: Device;
  /** Runs once the reply has been handed to the connection. */
  afterReply: (run: () => void) => void;
};

export type Handlers = {
  [N in RequestName]: (request: RequestOf<N>, context: RequestContext) => ReplyOf<N> | Promise<ReplyOf<N>>;
};

/** Every request of the protocol, and who answers it. */
export function createHandlers(calls: Calls): Handlers {
  return {
    'call.invite': async (request, { device, afterReply }) => {
      const { reply, delivered } = await calls.invite(device, request);
      afterReply(delivered);
      return reply;
    },
    'call.accept': ({ sessionId }, { device }) => calls.of(device, sessionId).accept(device),
    'call.decline': ({ sessionId }, { device }) => {
      calls.of(device, sessionId).decline(device);
      return {};
    },
    'session.join': async ({ sessionId, rtpCapabilities }, { device, afterReply }) => {
      const { reply, delivered } = await calls.join(device, sessionId, rtpCapabilities);
      afterReply(delivered);
      return reply;
    },
    'session.resume': async ({ sessionId }, { device, afterReply }) => {
      const { reply, delivered } = await calls.of(device, sessionId).resume(device);
      afterReply(delivered);
      return reply;
    },
    'session.leave': ({ sessionId }, { device }) => {
      calls.leave(device, sessionId);
      return {};
    },
    'session.hold': ({ sessionId, held }, { device }) => {
      calls.of(device, sessionId).hold(device, held);
      return {};
    },
    'transport.connect': async ({ sessionId, transportId, dtlsParameters }, { device }) => {
      await calls.mediaOf(device, sessionId).media.connect(transportId, dtlsParameters);
      return {};
    },
    'producer.create': async (request, { device }) => {
      const { session, participant } = calls.mediaOf(device, request.sessionId);
      return { producerId: await session.produce(participant, request) };
    },
    'producer.pause': async ({ sessionId, producerId }, { device }) => {
      const { session, participant } = calls.mediaOf(device, sessionId);
      await session.setProducerPaused(participant, producerId, true);
      return {};
    },
    'producer.resume': async ({ sessionId, producerId }, { device }) => {
      const { session, participant } = calls.mediaOf(device, sessionId);
      await session.setProducerPaused(participant, producerId, false);
      return {};
    },
    'producer.close': ({ sessionId, producerId }, { device }) => {
      const { session, participant } = calls.mediaOf(device, sessionId);
      session.closeProducer(participant, producerId);
      return {};
    },
    'consumer.resume': ({ sessionId, consumerIds }, { device }) => {
      calls.mediaOf(device, sessionId).media.ready(consumerIds);
      return {};
    },
  };
}
