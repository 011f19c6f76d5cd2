/**
 * Everything an operator may want to change about the server, in one place: the file `holdfast-server.json`, the environment, the
 * flags and docs/operating.md all follow from this schema.
 */
import { z } from 'zod';
import { iceServer, participantGraceMs, ringGraceMs, ringTimeoutMs } from '../../../shared/protocol.ts';
import { defaultHeardRules } from '../../sessions/heard.ts';
import { isLoopback } from '../../transport/http.ts';

export type About = {
  /** What it means, as a sentence. */
  description: string;
  unit?: 'ms' | 'bit/s' | 'a second';
  /** A flag of the command line, without the dashes. */
  flag?: string;
  /** What stands in the place of a default that depends on the machine. */
  otherwise?: string;
};

/** Whoever can change the keys on their way can sign in as anybody. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

const about = (about: About) => about;
const ms = (least: number, most: number) => z.int().min(least).max(most);
const count = (most: number) => z.int().min(1).max(most);
const port = z.int().min(0).max(65_535);
const host = z.string().min(1).max(253);

export const configurationSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(120)
    .default('Holdfast')
    .meta(about({ description: 'Name that clients show.', flag: 'name' })),
  serverId: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .meta(
      about({
        description: 'Audience (`aud`) of the tokens.',
        flag: 'server-id',
        otherwise: 'made in the data folder',
      }),
    ),
  jwksUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isPrivate, 'an https address is needed; http is for this machine alone')
    .nullable()
    .default(null)
    .meta(
      about({
        description: 'The operator’s public keys, a JWK set, by which tokens are checked.',
        flag: 'jwks-url',
        otherwise: 'tokens are checked with `HOLDFAST_SECRET`',
      }),
    ),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .meta(about({ description: 'What is logged: this and what is worse.', flag: 'log-level' })),
  signaling: z
    .strictObject({
      listen: host.default('127.0.0.1').meta(
        about({
          description: 'Address for signaling, and for media unless that has one of its own.',
          flag: 'listen',
        }),
      ),
      port: port.default(4_400).meta(about({ description: 'HTTP and signaling; 0 takes a free one.', flag: 'port' })),
      pingIntervalMs: ms(1_000, 60_000)
        .default(8_000)
        .meta(about({ description: 'How often a connection is asked whether it still is one.', unit: 'ms' })),
      pingTimeoutMs: ms(1_000, 60_000)
        .default(8_000)
        .meta(about({ description: 'How long its answer may take before it counts as lost.', unit: 'ms' })),
      signInTimeoutMs: ms(1_000, 60_000)
        .default(10_000)
        .meta(about({ description: 'How long a connection may be there without signing in.', unit: 'ms' })),
    })
    .prefault({}),
  media: z
    .strictObject({
      listen: host
        .nullable()
        .default(null)
        .meta(about({ description: 'Address for media.', otherwise: 'that of `signaling.listen`' })),
      announce: host
        .nullable()
        .default(null)
        .meta(
          about({
            description:
              'Address or host name that clients reach the media at, when it is another: behind NAT, or for 0.0.0.0.',
            flag: 'announce',
            otherwise: 'the address for media',
          }),
        ),
      port: port
        .nullable()
        .default(null)
        .meta(
          about({
            description: 'UDP and TCP port of the first media worker, the next ones follow; 0 takes free ones.',
            flag: 'rtc-port',
            otherwise: 'free ones on this machine’s own address, 44400 on any other',
          }),
        ),
      tcp: z
        .boolean()
        .default(true)
        .meta(
          about({
            description:
              'Media over TCP too, for networks that let no UDP through. Media workers keep every connection there until its client closes it: on the open internet have a firewall limit connections per address, or turn it off.',
          }),
        ),
      workers: count(256)
        .nullable()
        .default(null)
        .meta(about({ description: 'Processes that forward media.', flag: 'workers', otherwise: 'one a core' })),
      maxIncomingBitrate: z
        .int()
        .min(64_000)
        .max(100_000_000)
        .default(6_000_000)
        .meta(about({ description: 'What one participant may send: two videos and a voice.', unit: 'bit/s' })),
      initialOutgoingBitrate: z
        .int()
        .min(64_000)
        .max(100_000_000)
        .default(800_000)
        .meta(about({ description: 'What a participant is sent at first, before its path is known.', unit: 'bit/s' })),
      heardByAll: count(100)
        .default(defaultHeardRules.all)
        .meta(
          about({ description: 'Microphones of a session that are all heard when no more are on; of more only some.' }),
        ),
      heardLatest: count(100)
        .default(defaultHeardRules.latest)
        .meta(about({ description: 'How many are heard then: those who spoke last.' })),
      iceServers: z
        .array(iceServer)
        .max(16)
        .default([])
        .meta(about({ description: 'STUN and TURN servers, as `RTCIceServer`, that clients are told at sign-in.' })),
    })
    .prefault({}),
  calls: z
    .strictObject({
      ringTimeoutMs: ms(1, 600_000)
        .default(ringTimeoutMs)
        .meta(about({ description: 'How long a call rings.', unit: 'ms', flag: 'ring-timeout-ms' })),
      graceMs: ms(0, 600_000)
        .default(participantGraceMs)
        .meta(
          about({
            description: 'How long a live call waits for somebody whose connection is lost.',
            unit: 'ms',
            flag: 'grace-ms',
          }),
        ),
      ringGraceMs: ms(0, 600_000)
        .default(ringGraceMs)
        .meta(about({ description: 'The same while it rings; never longer than `calls.graceMs`.', unit: 'ms' })),
      linkLifetimeMs: ms(60_000, 365 * 86_400_000)
        .default(86_400_000)
        .meta(
          about({ description: 'How long a link to a session is good, unless the session ends sooner.', unit: 'ms' }),
        ),
      echoAnswersMs: ms(0, 60_000)
        .default(1_500)
        .meta(about({ description: 'When Echo answers.', unit: 'ms' })),
    })
    .prefault({}),
  limits: z
    .strictObject({
      sessions: count(1_000_000)
        .nullable()
        .default(null)
        .meta(about({ description: 'Sessions at once.', otherwise: '200 a media worker' })),
      participants: count(1_000)
        .default(100)
        .meta(about({ description: 'Participants of one session, those who are rung included.' })),
      sessionsPerDevice: count(64)
        .default(8)
        .meta(about({ description: 'Sessions that one device is in at once.' })),
      callsPerPerson: count(64)
        .default(4)
        .meta(about({ description: 'Calls that one person is in at once; who is in so many is busy to others.' })),
      devicesPerPerson: count(1_000)
        .default(10)
        .meta(about({ description: 'Devices that one person is signed in on at once.' })),
      connections: count(1_000_000)
        .default(10_000)
        .meta(about({ description: 'Connections at once, signed in or not.' })),
      requestsPerSecond: count(10_000)
        .default(50)
        .meta(about({ description: 'Requests that a connection may send in the long run.', unit: 'a second' })),
      requestBurst: count(10_000)
        .default(200)
        .meta(about({ description: 'Requests that it may send at once.' })),
      callsPerSecond: count(1_000)
        .default(1)
        .meta(
          about({
            description: 'Persons that one person may ring in the long run, over all devices.',
            unit: 'a second',
          }),
        ),
      callBurst: count(1_000)
        .default(200)
        .meta(about({ description: 'Persons that one person may ring at once.' })),
      unansweredBurst: count(1_000)
        .default(10)
        .meta(about({ description: 'How often one person may ring another in a row who does not answer.' })),
      unansweredPerHour: count(1_000)
        .default(12)
        .meta(about({ description: 'How often each hour from then on.' })),
    })
    .prefault({}),
});

export type Configuration = z.infer<typeof configurationSchema>;
/** As the file has it: what is left out has its default. */
export type ConfigurationInput = z.input<typeof configurationSchema>;

/** One value that can be set. */
export type Setting = About & {
  /** Where it is in the file. */
  path: readonly string[];
  /** `signaling.port` */
  name: string;
  /** `HOLDFAST_SIGNALING_PORT` */
  variable: string;
  schema: z.ZodDefault;
};

const variableOf = (path: readonly string[]): string =>
  `HOLDFAST_${path
    .join('_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;

function settingsIn(shape: Record<string, z.ZodType>, above: readonly string[] = []): Setting[] {
  return Object.entries(shape).flatMap(([key, schema]): Setting[] => {
    const path = [...above, key];
    if (schema instanceof z.ZodPrefault) return settingsIn((schema.unwrap() as z.ZodObject).shape, path);
    const details = schema.meta() as About | undefined;
    if (!(schema instanceof z.ZodDefault) || details === undefined) {
      throw new Error(`The setting ${path.join('.')} has no default or no description.`);
    }
    return [{ ...details, path, name: path.join('.'), variable: variableOf(path), schema }];
  });
}

/** All of them, in the order of the schema. */
export const settings: readonly Setting[] = settingsIn(configurationSchema.shape);
