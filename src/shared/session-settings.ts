/**
 * How somebody joins a session: arguments of a call, the query of a link and options of the command line are read from here,
 * so that each setting is written down once.
 */
import { z } from 'zod';
import { cleanTitle } from './display-name.ts';

const minuteMs = 60_000;
/** Longest time that somebody can choose to be alone in a session, minutes. */
export const maxIdleMinutes = 24 * 60;

/** What is wanted of a session; what is left out has its default. */
export const sessionSettings = z.strictObject({
  /** What the session is called; `null` for the names of its people. Only for one that is started. */
  title: z.string().transform(cleanTitle).nullable().default(null),
  /** The microphone is muted at first. */
  muted: z.boolean().default(false),
  /** Neither own nor others' video. */
  audioOnly: z.boolean().default(false),
  /** Alone for so long, ms, one is asked whether to stay, and out without an answer; `null` for never. */
  idleTimeoutMs: z
    .int()
    .min(minuteMs)
    .max(maxIdleMinutes * minuteMs)
    .nullable()
    .default(null),
});
export type SessionSettings = z.infer<typeof sessionSettings>;

export const defaultSettings: SessionSettings = sessionSettings.parse({});

/** A setting by its name in links and on the command line. */
type Parameter = {
  /** `null` for what is given or not: `--muted`, `?muted`. */
  value: string | null;
  description: string;
  /** What it must be, as after "must be". */
  expects: string;
  /** `undefined` for a text that cannot be meant. */
  read: (text: string) => Partial<z.input<typeof sessionSettings>> | undefined;
  /** `null` for the default, which needs no words. */
  write: (settings: SessionSettings) => string | null;
};

const flag = (text: string): boolean | undefined =>
  ['', '1', 'true'].includes(text) ? true : ['0', 'false'].includes(text) ? false : undefined;

const isOneOf = <T extends string>(choices: readonly T[], text: string): text is T =>
  (choices as readonly string[]).includes(text);

export const settingParameters = {
  title: {
    value: 'TEXT',
    description: 'what a new session is called',
    expects: 'a text',
    read: (text) => (cleanTitle(text) === null ? undefined : { title: text }),
    write: ({ title }) => title,
  },
  muted: {
    value: null,
    description: 'with the microphone muted',
    expects: '1 or 0',
    read: (text) => {
      const muted = flag(text);
      return muted === undefined ? undefined : { muted };
    },
    write: ({ muted }) => (muted ? '1' : null),
  },
  'audio-only': {
    value: null,
    description: 'without video, own or others’',
    expects: '1 or 0',
    read: (text) => {
      const audioOnly = flag(text);
      return audioOnly === undefined ? undefined : { audioOnly };
    },
    write: ({ audioOnly }) => (audioOnly ? '1' : null),
  },
  'idle-minutes': {
    value: 'N',
    description: 'alone for so long, you are asked whether to stay',
    expects: `a whole number from 1 to ${maxIdleMinutes}`,
    read: (text) => {
      const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
      return minutes >= 1 && minutes <= maxIdleMinutes ? { idleTimeoutMs: minutes * minuteMs } : undefined;
    },
    // In whole minutes, never sooner than asked for.
    write: ({ idleTimeoutMs }) => (idleTimeoutMs === null ? null : String(Math.ceil(idleTimeoutMs / minuteMs))),
  },
} satisfies Record<string, Parameter>;
export type SettingName = keyof typeof settingParameters;
export const settingNames = Object.keys(settingParameters) as readonly SettingName[];

const parameterOf = (name: SettingName): Parameter => settingParameters[name];

/**
 * The settings that these texts mean, by name; names that are no setting's are left alone.
 * @returns the name of one that cannot be meant. To go on without it would be worse: somebody who wanted to be muted would not.
 */
export function readSettings(given: Iterable<readonly [string, string]>): SessionSettings | { bad: SettingName } {
  let input: z.input<typeof sessionSettings> = {};
  for (const [name, text] of given) {
    if (!isOneOf(settingNames, name)) continue;
    const read = parameterOf(name).read(text);
    if (read === undefined) return { bad: name };
    input = { ...input, ...read };
  }
  return sessionSettings.parse(input);
}

/** Those settings that are no defaults, as texts by name. */
export function writeSettings(settings: SessionSettings): [SettingName, string][] {
  return settingNames.flatMap((name): [SettingName, string][] => {
    const text = parameterOf(name).write(settings);
    return text === null ? [] : [[name, text]];
  });
}
