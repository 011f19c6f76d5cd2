/** `holdfast call` and `holdfast join`: what they mean, and what to type where that cannot be meant. */
import { personId } from '../shared/protocol.ts';
import { parseSessionLink } from '../shared/session-link.ts';
import {
  readSettings,
  type SettingName,
  settingNames,
  settingParameters,
  writeSettings,
} from '../shared/session-settings.ts';
import { maxCalled, type SessionWish } from '../shared/session-wish.ts';

export const callUsage = `       holdfast call PERSON… [--title TEXT] [--muted] [--audio-only] …
       holdfast join "LINK" [--muted] [--audio-only] …`;

const placeholderOf = (name: SettingName): string | null => settingParameters[name].value;

/** Settings that are options with a value. */
export const settingsWithValue: readonly SettingName[] = settingNames.filter((name) => placeholderOf(name) !== null);

export const settingOptions = settingNames
  .map((name) => {
    const value = placeholderOf(name);
    return `  ${`--${name}${value === null ? '' : ` ${value}`}`.padEnd(21)} ${settingParameters[name].description}`;
  })
  .join('\n');

/**
 * @param words what is no option
 * @param flags options without a value
 * @returns `null` when neither was asked for, or what is wrong
 */
export function readSessionWish(
  words: readonly string[],
  values: ReadonlyMap<string, string>,
  flags: ReadonlySet<string>,
): SessionWish | string | null {
  const given = settingNames.flatMap((name): [SettingName, string][] => {
    const text = values.get(name) ?? (flags.has(name) ? '' : undefined);
    return text === undefined ? [] : [[name, text]];
  });
  const [verb, ...rest] = words;
  switch (verb) {
    case 'call':
      return readCall(rest, given);
    case 'join':
      return readJoin(rest, given);
    default: {
      const [stray] = given;
      return stray === undefined ? null : `--${stray[0]} goes with call or join: holdfast call ada --${stray[0]} …`;
    }
  }
}

function readCall(people: readonly string[], given: readonly [SettingName, string][]): SessionWish | string {
  const settings = readSettings(given);
  if ('bad' in settings) return explain(settings.bad, given);
  if (people.length === 0 && settings.title === null) {
    return 'Say whom to call: holdfast call ada. Or start a session for others to join: holdfast call --title "Stand-up".';
  }
  if (people.length > maxCalled) return `At most ${maxCalled} people can be called at once.`;
  const stranger = people.find((id) => !personId.safeParse(id).success);
  if (stranger !== undefined) {
    return `"${shown(stranger)}" is nobody's address: it has letters, digits and . _ @ + | -, as in holdfast call ada.`;
  }
  return { kind: 'call', people: [...new Set(people)], settings };
}

function readJoin(words: readonly string[], given: readonly [SettingName, string][]): SessionWish | string {
  const [text, ...more] = words;
  const how = 'Put the link of a session in quotes: holdfast join "https://calls.example.com/join/…#…".';
  if (text === undefined || more.length > 0) return how;
  if (given.some(([name]) => name === 'title'))
    return '--title goes with call: a session that is joined has its title.';
  const link = parseSessionLink(text);
  if (link === null) {
    return /^holdfast:\/\/signin/i.test(text)
      ? 'This is an invite to sign in, no link of a session. Open it without join: holdfast "LINK".'
      : `This is no link of a session, or not all of it. ${how}`;
  }
  // What is typed counts more than what the link says.
  const settings = readSettings([...writeSettings(link.settings), ...given]);
  return 'bad' in settings ? explain(settings.bad, given) : { kind: 'join', link: { ...link, settings } };
}

function explain(name: SettingName, given: readonly [SettingName, string][]): string {
  const text = given.find(([known]) => known === name)?.[1] ?? '';
  return `--${name} must be ${settingParameters[name].expects}, not "${shown(text)}".`;
}

const shown = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);
