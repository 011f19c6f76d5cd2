import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  readSettings,
  type SessionSettings,
  sessionSettings,
  settingNames,
  writeSettings,
} from '../../../src/shared/session-settings.ts';
import { anySettings } from './links.ts';

describe('the settings of joining', () => {
  it('are what nobody has to think about, when nothing is said', () => {
    expect(defaultSettings).toEqual({
      title: null,
      muted: false,
      audioOnly: false,
      idleTimeoutMs: null,
    });
    expect(writeSettings(defaultSettings)).toEqual([]);
  });

  it('survive being written down', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(readSettings(writeSettings(settings))).toEqual(settings);
      }),
    );
  });

  it.each<[string, string, Partial<SessionSettings>]>([
    ['title', ' Stand-up\u202e ', { title: 'Stand-up' }],
    ['muted', '', { muted: true }],
    ['muted', '1', { muted: true }],
    ['muted', '0', { muted: false }],
    ['audio-only', 'true', { audioOnly: true }],
    ['idle-minutes', '3', { idleTimeoutMs: 180_000 }],
    ['utm_source', 'mail', {}],
    ['constructor', '1', {}],
  ])('%s=%j is understood', (name, text, expected) => {
    expect(readSettings([[name, text]])).toEqual({ ...defaultSettings, ...expected });
  });

  it.each([
    ['title', ' \u200b '],
    ['muted', 'yes'],
    ['audio-only', '2'],
    ['idle-minutes', '0'],
    ['idle-minutes', '-3'],
    ['idle-minutes', '1441'],
    ['idle-minutes', '9'.repeat(400)],
  ])('%s=%j is refused by its name', (name, text) => {
    expect(readSettings([[name, text]])).toEqual({ bad: name });
  });

  it('are valid or refused, whatever is said', () => {
    const said = fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom(...settingNames), fc.string()),
        fc.oneof(fc.string(), fc.constantFrom('1', '')),
      ),
    );
    fc.assert(
      fc.property(said, (given) => {
        const read = readSettings(given);
        expect('bad' in read || sessionSettings.safeParse(read).success).toBe(true);
      }),
    );
  });
});
