/** People of one test server: each test makes its own, so that tests do not meet. */
import type { JoinedSession } from '../../../src/shared/protocol.ts';
import { createSessionId } from '../../../src/shared/session-id.ts';
import { TestClient } from './client.ts';
import type { TestServer } from './harness.ts';
import { microphone, rtpCapabilities } from './parameters.ts';

type ConnectOptions = Parameters<typeof TestClient.connect>[2];

export type Inhabitant = { id: string; client: TestClient };

export class Town {
  readonly server: TestServer;
  #clients: TestClient[] = [];
  #people = 0;

  constructor(server: TestServer) {
    this.server = server;
  }

  /** Somebody new, signed in. */
  async person(name: string, options: ConnectOptions = {}): Promise<Inhabitant> {
    this.#people += 1;
    const id = `${name}-${this.#people}`;
    return { id, client: await this.device(id, options) };
  }

  /** Another device of a person. */
  async device(id: string, options: ConnectOptions = {}): Promise<TestClient> {
    const client = await TestClient.connect(this.server, id, options);
    this.#clients.push(client);
    return client;
  }

  /** Two people, one calling the other, both joined, both with a microphone; it still rings. */
  async ringing() {
    const [ada, bob] = [await this.person('ada'), await this.person('bob')];
    const invited = await ada.client.invite(bob.id);
    const { sessionId } = invited;
    const { invitationId } = await bob.client.next('invitation.ringing');
    const joined = await bob.client.request('session.join', { sessionId, rtpCapabilities });
    const { publicationId: fromAda } = await ada.client.request('publication.create', microphone(invited));
    const { publicationId: fromBob } = await bob.client.request('publication.create', microphone(joined));
    const {
      subscriptions: [toAda],
    } = await ada.client.next('subscriptions.created');
    const {
      subscriptions: [toBob],
    } = await bob.client.next('subscriptions.created');
    return { ada, bob, sessionId, invitationId, invited, joined, fromAda, fromBob, toAda, toBob };
  }

  /** The same, answered. */
  async call() {
    const ringing = await this.ringing();
    const { sessionId, invitationId } = ringing;
    await ringing.bob.client.request('invitation.accept', { sessionId, invitationId });
    await ringing.ada.client.next('session.changed');
    return ringing;
  }

  /** A group: whoever starts it, and who has been invited and come; each with its own view of it. */
  async group(host: Inhabitant, ...guests: Inhabitant[]) {
    const sessionId = createSessionId();
    const invitations = guests.map(({ id }) => ({ invitationId: createSessionId(), to: id }));
    const started = await host.client.request('session.start', {
      sessionId,
      title: 'Team',
      invitations,
      rtpCapabilities,
    });
    const joined: JoinedSession[] = [];
    for (const { client } of guests) joined.push(await client.accept(await client.next('invitation.ringing')));
    return { sessionId, started, joined };
  }

  /** Somebody calls somebody, who answers. */
  async talk(from: Inhabitant, to: Inhabitant) {
    const started = await from.client.invite(to.id);
    const joined = await to.client.accept(await to.client.next('invitation.ringing'));
    await from.client.next('session.changed', ({ sessionId }) => sessionId === started.sessionId);
    return { sessionId: started.sessionId, started, joined };
  }

  leave(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }
}
