import type { StoreApi } from 'zustand/vanilla';
import type { Person } from '../../shared/protocol.ts';
import { Emitter, type EventSource, type Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';
import type { MediaEngine, Welcome } from '../media/link.ts';
import type { Signaling, SignalingEvents } from '../signaling/signaling.ts';
import type { PhoneProblem, PhoneState } from './phone-state.ts';

export type RegistrationEvents = {
  /** Signed in; the media engine may still load. What the server tells from here on adds to this. */
  welcomed: Welcome;
  /** Signed in, again after each reconnection; the media engine is loaded. `first`: since {@link Registration.signIn}. */
  ready: { welcome: Welcome; first: boolean };
  ringing: SignalingEvents['invitation.ringing'];
  stopped: SignalingEvents['invitation.stopped'];
  /** Signed out, or about to be by the server's wish: calls end. */
  ending: undefined;
};

export type RegistrationDeps = {
  createSignaling: (account: { server: string; token: string }) => Signaling;
  loadEngine: (welcome: Welcome) => Promise<MediaEngine>;
};

/** The connection to the call server: who is signed in, who else is there. Writes those parts of the phone's state. */
export class Registration implements EventSource<RegistrationEvents> {
  readonly #deps: RegistrationDeps;
  readonly #state: StoreApi<PhoneState>;
  readonly #emitter = new Emitter<RegistrationEvents>();
  #signaling: Signaling | null = null;
  #engine: { loaded: MediaEngine; of: string } | null = null;
  #first = true;

  constructor(deps: RegistrationDeps, state: StoreApi<PhoneState>) {
    this.#deps = deps;
    this.#state = state;
  }

  on<N extends keyof RegistrationEvents>(name: N, listener: (event: RegistrationEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  /** What a call needs; `null` while nobody is signed in. */
  get ready(): { signaling: Signaling; engine: MediaEngine; me: string } | null {
    const { me } = this.#state.getState();
    if (this.#signaling === null || this.#engine === null || me === null) return null;
    return { signaling: this.#signaling, engine: this.#engine.loaded, me: me.id };
  }

  signIn(account: { server: string; token: string }): void {
    this.signOut();
    let signaling: Signaling;
    try {
      signaling = this.#deps.createSignaling(account);
    } catch (error) {
      log.warn('There is no call server at this address:', error);
      this.#signedOut({ code: 'bad-account', field: 'server' });
      return;
    }
    this.#signaling = signaling;
    this.#first = true;
    this.#state.setState({ connection: { status: 'signing-in' } });
    this.#listen(signaling);
    signaling.connect();
  }

  signOut(): void {
    this.#end(null);
  }

  /** Connects anew at once. */
  reconnect(): void {
    this.#signaling?.reconnectNow();
  }

  #listen(signaling: Signaling): void {
    const on: Signaling['on'] = (name, listener) =>
      signaling.on(name, (event) => {
        // What a connection that has been left behind says is of no interest.
        if (signaling === this.#signaling) listener(event);
      });
    const signedIn = () => this.#state.getState().me !== null;
    on('welcome', (welcome) => void this.#welcomed(signaling, welcome));
    on('offline', () => {
      if (signedIn()) this.#state.setState({ connection: { status: 'reconnecting' } });
    });
    on('unreachable', () => {
      if (signedIn()) return;
      // It goes on trying: the network may come up later than this program.
      this.#state.setState({ connection: { status: 'signed-out', problem: { code: 'server-unreachable' } } });
    });
    on('refused', ({ error }) => this.#end({ code: error.code }));
    on('replaced', () => this.#end({ code: 'replaced-by-other-connection' }));
    on('people.changed', ({ person }) => this.#takePerson(person));
    on('elsewhere.changed', ({ sessions }) => this.#state.setState({ elsewhere: sessions }));
    on('invitation.ringing', (ringing) => this.#emitter.emit('ringing', ringing));
    on('invitation.stopped', (stopped) => this.#emitter.emit('stopped', stopped));
  }

  async #welcomed(signaling: Signaling, welcome: Welcome): Promise<void> {
    // Before anything is waited for: people and calls that come meanwhile are added to these.
    const others = (people: readonly Person[]) => people.filter(({ id }) => id !== welcome.you.id);
    this.#state.setState({ people: others(welcome.people), elsewhere: welcome.elsewhere });
    this.#emitter.emit('welcomed', welcome);
    try {
      await this.#load(welcome);
    } catch (error) {
      log.error('This machine cannot take part in calls; the media device did not load:', error);
      if (signaling === this.#signaling) this.#end({ code: 'media-rejected' });
      return;
    }
    // While the device was loading the connection may have been lost: the next welcome follows.
    if (signaling !== this.#signaling || !signaling.online) return;
    this.#state.setState(({ people }) => ({
      connection: { status: 'online' },
      me: welcome.you,
      server: welcome.server,
      people: others(people),
    }));
    const first = this.#first;
    this.#first = false;
    this.#emitter.emit('ready', { welcome, first });
  }

  async #load(welcome: Welcome): Promise<void> {
    // Another router may speak otherwise after an update of the server.
    const of = JSON.stringify([welcome.rtpCapabilities, welcome.iceServers]);
    if (this.#engine?.of === of) return;
    this.#engine = { loaded: await this.#deps.loadEngine(welcome), of };
  }

  #takePerson(person: Person): void {
    const { people, me } = this.#state.getState();
    if (person.id === me?.id) return;
    const known = people.some(({ id }) => id === person.id);
    this.#state.setState({
      people: known ? people.map((other) => (other.id === person.id ? person : other)) : [...people, person],
    });
  }

  #end(problem: PhoneProblem | null): void {
    this.#emitter.emit('ending', undefined);
    this.#signedOut(problem);
  }

  #signedOut(problem: PhoneProblem | null): void {
    const signaling = this.#signaling;
    this.#signaling = null;
    signaling?.close();
    this.#state.setState({
      connection: { status: 'signed-out', problem },
      me: null,
      server: null,
      people: [],
      elsewhere: [],
      callProblem: null,
    });
  }
}
