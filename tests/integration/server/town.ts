/** People of one test server: each test makes its own, so that tests do not meet. */
import { TestClient } from './client.ts';
import type { TestServer } from './harness.ts';
import { microphone, rtpCapabilities } from './parameters.ts';

type ConnectOptions = Parameters<typeof TestClient.connect>[2];

export class Town {
  readonly server: TestServer;
  #clients: TestClient[] = [];
  #people = 0;

  constructor(server: TestServer) {
    this.server = server;
  }

  /** Somebody new, signed in. */
  async person(name: string, options: ConnectOptions = {}): Promise<{ id: string; client: TestClient }> {
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

  leave(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }
}
