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
    'publication.create': async (request, { device }) => {
      const { session, participant } = calls.mediaOf(device, request.sessionId);
      return { publicationId: await session.publish(participant, request) };
    },
    'publication.pause': async ({ sessionId, publicationId }, { device }) => {
      const { session, participant } = calls.mediaOf(device, sessionId);
      await session.setPublicationPaused(participant, publicationId, true);
      return {};
    },
    'publication.resume': async ({ sessionId, publicationId }, { device }) => {
      const { session, participant } = calls.mediaOf(device, sessionId);
      await session.setPublicationPaused(participant, publicationId, false);
      return {};
    },
    'publication.close': ({ sessionId, publicationId }, { device }) => {
      const { session, participant } = calls.mediaOf(device, sessionId);
      session.closePublication(participant, publicationId);
      return {};
    },
    'subscription.resume': ({ sessionId, subscriptionIds }, { device }) => {
      calls.mediaOf(device, sessionId).media.ready(subscriptionIds);
      return {};
    },
  };
}
