/**
 * What a call costs at least: a page that calls somebody with nothing but mediasoup-client and a socket. Microphone, codec and
 * playing are the phone's; there is no interface, no recovery and nothing is watched. It sets its title to "hide" in the call.
 */

import type { types as ms } from 'mediasoup-client';
import { Device } from 'mediasoup-client';
import { io } from 'socket.io-client';
import { type JoinedSession, type Person, type PushOf, protocolVersion } from '../../../src/shared/protocol.ts';
import { createSessionId } from '../../../src/shared/session-id.ts';

type Subscription = JoinedSession['subscriptions'][number];

/** `?server=…&token=…&to=…` */
const query = new URLSearchParams(location.search);
const auth = { token: query.get('token'), protocol: protocolVersion, deviceId: 'bare-page-device' };
const socket = io(query.get('server') ?? '', { auth, transports: ['websocket'] });

async function request<T>(name: string, data: object): Promise<T> {
  const { ok, error } = await socket.emitWithAck(name, data);
  if (error) throw new Error(`${name}: ${error.code}: ${error.message}`);
  return ok;
}

function connect(sessionId: string, transport: ms.Transport): void {
  transport.on('connect', ({ dtlsParameters }, callback, errback) => {
    request('transport.connect', { sessionId, transportId: transport.id, dtlsParameters }).then(callback, errback);
  });
  transport.on('produce', ({ kind, rtpParameters }, callback, errback) => {
    const parameters = { kind, source: 'microphone', rtpParameters, paused: false };
    request<{ publicationId: string }>('publication.create', {
      sessionId,
      transportId: transport.id,
      ...parameters,
    }).then(({ publicationId: id }) => callback({ id }), errback);
  });
}

async function consume(sessionId: string, transport: ms.Transport, subscription: Subscription): Promise<void> {
  const { subscriptionId: id, publicationId: producerId, kind, rtpParameters } = subscription;
  const parameters = { id, producerId, kind, rtpParameters } as unknown as ms.ConsumerOptions;
  const { track } = await transport.consume(parameters);
  const speaker = new Audio();
  speaker.srcObject = new MediaStream([track]);
  await speaker.play();
  await request('subscription.resume', { sessionId, subscriptionIds: [id] });
}

/** Resolves once this person can be called. */
function online(id: string | null, people: PushOf<'welcome'>['people']): Promise<void> {
  const isThere = (person: Person) => person.id === id && person.presence === 'online';
  return new Promise((resolve) => {
    if (people.some(isThere)) resolve();
    socket.on('people.changed', ({ person }: PushOf<'people.changed'>) => isThere(person) && resolve());
  });
}

async function call({ rtpCapabilities }: PushOf<'welcome'>): Promise<void> {
  const device = await Device.factory({ handlerName: 'Chrome111' });
  await device.load({ routerRtpCapabilities: rtpCapabilities as unknown as ms.RtpCapabilities });
  const pending: Subscription[] = [];
  let take = (subscription: Subscription) => void pending.push(subscription);
  socket.on('subscriptions.created', ({ subscriptions }: PushOf<'subscriptions.created'>) => {
    for (const subscription of subscriptions) take(subscription);
  });
  const sessionId = createSessionId();
  const joined = await request<JoinedSession>('session.start', {
    sessionId,
    title: null,
    invitations: [{ invitationId: createSessionId(), to: query.get('to') }],
    rtpCapabilities: device.recvRtpCapabilities,
  });
  const send = device.createSendTransport(joined.send as unknown as ms.TransportOptions);
  const receive = device.createRecvTransport(joined.receive as unknown as ms.TransportOptions);
  connect(sessionId, send);
  connect(sessionId, receive);
  take = (subscription) => void consume(sessionId, receive, subscription);
  for (const subscription of [...joined.subscriptions, ...pending]) take(subscription);
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: processing })).getAudioTracks();
  const codecOptions = { opusDtx: true, opusFec: true, opusNack: true, opusStereo: false };
  if (track !== undefined) await send.produce({ track, codecOptions });
}

socket.once('welcome', async (welcome: PushOf<'welcome'>) => {
  try {
    await online(query.get('to'), welcome.people);
    await call(welcome);
  } catch (error) {
    console.error(error);
  }
});
socket.once('session.changed', () => {
  document.title = 'hide';
});
