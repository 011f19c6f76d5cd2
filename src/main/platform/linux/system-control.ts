import { isDeepStrictEqual } from 'node:util';
import { Message, Variant } from '@particle/dbus-next';
import { type CallSnapshot, type CallsSnapshot, noCalls } from '../../../shared/call.ts';
import { foremostCall } from '../../../shared/several-calls.ts';
import type { CtlAnswer, CtlAsked, CtlVerb } from '../../ctl/protocol.ts';
import type { Log, Unsubscribe } from '../../ongoing-call/ports.ts';
import type { CallSurface } from '../../ongoing-call/surface.ts';
import { type BusConnection, errorReply } from './bus-connection.ts';
import type { SessionBus } from './session-bus.ts';

export const busName = 'app.holdfast.Holdfast';
export const objectPath = '/app/holdfast/Holdfast';
export const interfaceName = 'app.holdfast.Holdfast';

const properties = 'org.freedesktop.DBus.Properties';
const introspectable = 'org.freedesktop.DBus.Introspectable';

const verbs: Readonly<Record<string, CtlVerb>> = {
  Mute: 'mute',
  Unmute: 'unmute',
  ToggleMute: 'toggle-mute',
  HangUp: 'hang-up',
  Accept: 'accept',
  Decline: 'decline',
  Hold: 'hold',
  Resume: 'resume',
  Swap: 'swap',
  RaiseHand: 'raise-hand',
  LowerHand: 'lower-hand',
  Show: 'show',
};

const errorNames = {
  'no-call': `${interfaceName}.Error.NoCall`,
  'not-applicable': `${interfaceName}.Error.NotApplicable`,
  'no-effect': `${interfaceName}.Error.NoEffect`,
  'bad-question': 'org.freedesktop.DBus.Error.InvalidArgs',
} as const satisfies Record<Extract<CtlAnswer, { ok: false }>['error']['code'], string>;

const introspection = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
  <interface name="${interfaceName}">
${Object.keys(verbs)
  .map((method) => `    <method name="${method}"/>`)
  .join('\n')}
    <method name="Status"><arg name="call" type="a{sv}" direction="out"/></method>
    <method name="Calls"><arg name="calls" type="aa{sv}" direction="out"/></method>
    <property name="Call" type="a{sv}" access="read"/>
  </interface>
  <interface name="${properties}">
    <method name="Get">
      <arg name="interface" type="s" direction="in"/>
      <arg name="property" type="s" direction="in"/>
      <arg name="value" type="v" direction="out"/>
    </method>
    <method name="GetAll">
      <arg name="interface" type="s" direction="in"/>
      <arg name="properties" type="a{sv}" direction="out"/>
    </method>
    <signal name="PropertiesChanged">
      <arg name="interface" type="s"/>
      <arg name="changed" type="a{sv}"/>
      <arg name="invalidated" type="as"/>
    </signal>
  </interface>
  <interface name="${introspectable}">
    <method name="Introspect"><arg name="xml" type="s" direction="out"/></method>
  </interface>
</node>
`;

/** The call as it is on the bus; empty when there is none. What is not so, or not known, has no key. */
function propertiesOf(call: CallSnapshot | null): Record<string, Variant> {
  if (!call) return {};
  return {
    Id: new Variant('s', call.callId),
    Phase: new Variant('s', call.phase),
    Kind: new Variant('s', call.kind),
    Title: new Variant('s', call.title),
    ...(call.peer && { PeerId: new Variant('s', call.peer.id), PeerName: new Variant('s', call.peer.name) }),
    Participants: new Variant('u', call.participants),
    ...(call.speaker !== null && { Speaker: new Variant('s', call.speaker) }),
    Microphone: new Variant('s', call.microphone),
    Camera: new Variant('b', call.camera),
    PeerVideo: new Variant('b', call.peerVideo),
    Held: new Variant('b', call.held),
    PeerHeld: new Variant('b', call.peerHeld),
    Hand: new Variant('b', call.hand),
    ...(call.trouble !== null && { Trouble: new Variant('s', call.trouble) }),
    Recording: new Variant('b', call.recording),
    Encrypted: new Variant('b', call.encrypted),
    ...(call.startedAt === null ? {} : { StartedAt: new Variant('x', BigInt(call.startedAt)) }),
  };
}

export type SystemControlOptions = {
  bus: Pick<SessionBus, 'connect'>;
  /** Does what a `holdfast ctl` verb says. */
  execute: (asked: CtlAsked) => Promise<CtlAnswer>;
  log: Log;
};

/**
 * The call on the session bus, so that any window manager, key daemon or script can reach it; docs/ongoing-call.md
 * describes it. Of several copies of the app the first has the name, the next follows when it ends.
 *
 * Answered by hand instead of through the library's `Interface`: that one lets anybody write to what is read-only.
 */
export class SystemControl implements CallSurface {
  readonly name = 'system control';
  readonly #options: SystemControlOptions;
  readonly #started: Promise<void>;
  readonly #handler = (message: Message): boolean => this.#answer(message);
  #calls: CallsSnapshot = noCalls;
  #call: CallSnapshot | null = null;
  #connection: BusConnection | null = null;
  #forgetConnection: Unsubscribe | null = null;
  #disposed = false;

  constructor(options: SystemControlOptions) {
    this.#options = options;
    this.#started = this.#start();
  }

  show(calls: CallsSnapshot): void {
    const call = foremostCall(calls);
    if (this.#disposed) return;
    this.#calls = calls;
    if (isDeepStrictEqual(call, this.#call)) return;
    this.#call = call;
    const changed = { Call: new Variant('a{sv}', propertiesOf(call)) };
    this.#connection?.send(
      Message.newSignal(objectPath, properties, 'PropertiesChanged', 'sa{sv}as', [interfaceName, changed, []]),
    );
  }

  async dispose(): Promise<void> {
    this.show(noCalls);
    this.#disposed = true;
    await this.#started;
    const connection = this.#connection;
    this.#forgetConnection?.();
    this.#connection = null;
    connection?.bus.removeMethodHandler(this.#handler);
    await connection?.releaseName(busName);
  }

  /** Resolves when the object can be called, or never will be. */
  ready(): Promise<void> {
    return this.#started;
  }

  async #start(): Promise<void> {
    try {
      const connection = await this.#options.bus.connect();
      if (!connection || this.#disposed) return;
      this.#connection = connection;
      this.#forgetConnection = connection.onClosed(() => {
        this.#connection = null;
      });
      connection.bus.addMethodHandler(this.#handler);
      await connection.requestName(busName);
    } catch (cause) {
      this.#options.log.warn(`The call can't be controlled over the session bus: ${String(cause)}`);
    }
  }

  /** True when the message was for this object and one of its methods: then it is answered. */
  #answer(message: Message): boolean {
    if (message.path !== objectPath) return false;
    const { interface: called, member, signature = '' } = message;
    const verb = Object.hasOwn(verbs, member) ? verbs[member] : undefined;
    if (called === interfaceName && signature === '' && verb) {
      void this.#run(message, verb);
      return true;
    }
    const [of, name]: readonly unknown[] = message.body ?? [];
    const call = propertiesOf(this.#call);
    switch (`${called}.${member}(${signature})`) {
      case `${interfaceName}.Status()`:
        this.#reply(message, 'a{sv}', [call]);
        return true;
      case `${interfaceName}.Calls()`:
        this.#reply(message, 'aa{sv}', [this.#calls.calls.map(propertiesOf)]);
        return true;
      case `${introspectable}.Introspect()`:
        this.#reply(message, 's', [introspection]);
        return true;
      case `${properties}.Get(ss)`:
        if (of === interfaceName && name === 'Call') this.#reply(message, 'v', [new Variant('a{sv}', call)]);
        else
          this.#refuse(message, 'org.freedesktop.DBus.Error.UnknownProperty', `There is no property ${String(name)}.`);
        return true;
      case `${properties}.GetAll(s)`:
        this.#reply(message, 'a{sv}', [of === interfaceName ? { Call: new Variant('a{sv}', call) } : {}]);
        return true;
      case `${properties}.Set(ssv)`:
        this.#refuse(message, 'org.freedesktop.DBus.Error.PropertyReadOnly', 'The call changes by methods only.');
        return true;
      default:
        return false;
    }
  }

  async #run(message: Message, verb: CtlVerb): Promise<void> {
    try {
      const answer = await this.#options.execute({ verb });
      if (answer.ok) this.#reply(message, '', []);
      else this.#refuse(message, errorNames[answer.error.code], answer.error.message);
    } catch (cause) {
      this.#options.log.error(`${verb} over the session bus failed.`, cause);
      this.#refuse(message, 'org.freedesktop.DBus.Error.Failed', `${verb} failed.`);
    }
  }

  #reply(message: Message, signature: string, body: unknown[]): void {
    this.#connection?.send(Message.newMethodReturn(message, signature, body));
  }

  #refuse(message: Message, name: string, text: string): void {
    this.#connection?.send(errorReply(message, name, text));
  }
}
