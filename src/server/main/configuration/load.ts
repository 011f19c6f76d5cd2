import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartError } from '../../errors.ts';
import { type Configuration, configurationSchema, type Setting, settings } from './schema.ts';

export type Sources = {
  /** A file to read; `null` for none. */
  file: string | null;
  env: Readonly<Record<string, string | undefined>>;
  /** By flag, without the dashes. */
  flags: Readonly<Record<string, unknown>>;
};

export type Loaded = {
  configuration: Configuration;
  /** Where each value that is no default comes from, by the name of its setting: a flag, a variable or the file. */
  origins: ReadonlyMap<string, string>;
};

/**
 * Puts the configuration together: a flag counts more than the environment, that more than the file, that more than a
 * default.
 * @throws StartError with exit code 2 that says which value of which source cannot be.
 */
export function loadConfiguration({ file, env, flags }: Sources): Loaded {
  const input = file === null ? {} : readFile(file);
  const origins = new Map<string, string>();
  for (const setting of settings) {
    const { flag, name, path, variable } = setting;
    if (valueAt(input, path) !== undefined) origins.set(name, file ?? '');
    const given = flag === undefined ? undefined : flags[flag];
    const [origin, text] = typeof given === 'string' ? [`--${flag}`, given] : [variable, env[variable] ?? ''];
    if (text === '' && origin === variable) continue;
    put(input, path, parsed(setting, text));
    origins.set(name, origin);
  }
  const checked = configurationSchema.safeParse(input);
  if (!checked.success) throw new StartError(explain(checked.error, origins, file), 2);
  const { calls } = checked.data;
  calls.ringGraceMs = Math.min(calls.ringGraceMs, calls.graceMs);
  return { configuration: checked.data, origins };
}

type Input = Record<string, unknown>;

function readFile(file: string): Input {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`The configuration ${file} cannot be read: ${reasonOf(error)}.`, 2, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StartError(`The configuration ${file} is no JSON: ${reasonOf(error)}.`, 2, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StartError(`The configuration ${file} has to be a JSON object.`, 2);
  }
  return value as Input;
}

function valueAt(input: Input, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Input)[key] : undefined,
    input,
  );
}

function put(input: Input, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    input[key] = value;
    return;
  }
  const below = input[key];
  // What is no group there is refused by the schema, with its own words.
  if (below !== undefined && (typeof below !== 'object' || below === null || Array.isArray(below))) return;
  const group = (below ?? {}) as Input;
  input[key] = group;
  put(group, rest, value);
}

/** Text from a flag or a variable as what the setting holds; what is no such thing stays text, and is refused as that. */
function parsed({ schema }: Setting, text: string): unknown {
  const inner = schema.unwrap();
  const type = inner instanceof z.ZodNullable ? inner.unwrap() : inner;
  if (type instanceof z.ZodNumber) return /^-?\d+$/.test(text) ? Number(text) : text;
  if (!(type instanceof z.ZodArray)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Each problem in a line: where the value comes from, which setting it is, what is wrong. */
function explain(error: z.ZodError, origins: ReadonlyMap<string, string>, file: string | null): string {
  return error.issues
    .map(({ path, message, ...issue }) => {
      const name = path.join('.');
      if (issue.code === 'unrecognized_keys') {
        const unknown = issue.keys.map((key) => [...path, key].join('.')).join(', ');
        return `${file}: there is no setting ${unknown}. docs/operating.md lists all.`;
      }
      const origin = [...origins].find(([known]) => name === known || name.startsWith(`${known}.`))?.[1] ?? file;
      return `${origin}: ${name}: ${message}.`;
    })
    .join('\n');
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
