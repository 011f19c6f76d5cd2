import type { ReplyOf, RequestName, RequestOf } from '../../shared/protocol.ts';
import type { SessionLinks } from '../auth/session-links.ts';
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
export function createHandlers(calls: Calls, links: SessionLinks): Handlers {
  return {
    'session.start': async (request, { device, afterReply }) => {
      const { reply, delivered } = await calls.start(device, request);
      afterReply(delivered);
      return reply;
    },
    'invitation.create': (request, { device }) => calls.invite(device, request),
    'invitation.withdraw': (request, { device }) => {
      calls.withdraw(device, request);
      return {};
    },
    'invitation.accept': (request, { device }) => calls.accept(device, request),
    'invitation.decline': (request, { device }) => {
      calls.decline(device, request);
      return {};
    },
    'session.join': async ({ link, ...request }, { device, afterReply }) => {
      const generation = link === undefined ? null : await links.generationOf(link, request.sessionId);
      const { reply, delivered } = await calls.join(device, request, generation);
      afterReply(delivered);
      return reply;
    },
    'session.resume': async ({ sessionId, version }, { device, afterReply }) => {
      const { reply, delivered } = await calls.of(device, sessionId).resume(device, version);
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
    'session.end': ({ sessionId }, { device }) => {
      calls.of(device, sessionId).endForAll(device);
      return {};
    },
    'session.settings': ({ sessionId, title }, { device }) => {
      calls.of(device, sessionId).changeSettings(device, { title });
      return {};
    },
    'session.link': ({ sessionId, renew = false }, { device }) =>
      links.issue(sessionId, calls.of(device, sessionId).linkFor(device, renew)),
    'session.lock': (request, { device }) => {
      calls.lock(device, request);
      return {};
    },
    'session.merge': (request, { device }) => {
      calls.merge(device, request);
      return {};
    },
    'session.transfer': (request, { device }) => {
      calls.transfer(device, request);
      return {};
    },
    'participant.mute': async ({ sessionId, participantIds }, { device }) => {
      const session = calls.of(device, sessionId);
      await session.moderation.mute(session.of(device), participantIds);
      return {};
    },
    'participant.remove': ({ sessionId, participantId }, { device }) => {
      const session = calls.of(device, sessionId);
      session.moderation.remove(session.of(device), participantId);
      return {};
    },
    'participant.role': ({ sessionId, participantId, role }, { device }) => {
      const session = calls.of(device, sessionId);
      session.moderation.setRole(session.of(device), participantId, role);
      return {};
    },
    'hand.raise': ({ sessionId, raised }, { device }) => {
      const session = calls.of(device, sessionId);
      session.moderation.raiseHand(session.of(device), raised);
      return {};
    },
    'hand.lower': ({ sessionId, participantId }, { device }) => {
      const session = calls.of(device, sessionId);
      session.moderation.lowerHand(session.of(device), participantId);
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
