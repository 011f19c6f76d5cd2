import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, maxNameLength } from '../../../src/shared/display-name.ts';

const length = (name: string) => Array.from(name).length;

describe('a name', () => {
  it.each([
    ['is left alone when there is nothing wrong with it', 'Ada Lovelace', 'Ada Lovelace'],
    ['keeps markup as text', '<b>Ada</b> & "co"', '<b>Ada</b> & "co"'],
    ['keeps emoji, also those that are joined of several', 'Ada 👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'Ada 👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['keeps scripts that are written with joiners', 'می‌خواهم', 'می‌خواهم'],
    ['loses controls, line ends and tabs', 'Ada\u0000\u0007\r\n\tLovelace\u2028\u2029', 'Ada Lovelace'],
    ['loses what changes the direction of writing', '\u202Eada\u202C \u2066evol\u2069\u200F', 'ada evol'],
    ['loses what takes no room', 'A\u200Bd\u00ADa\uFEFF', 'A d a'],
    ['loses half characters', 'Ada \uD83D', 'Ada'],
    ['is Unknown when it is empty', ' \t ', 'Unknown'],
    ['is Unknown when there is nothing to see in it', '\u3164\u2800\u115F', 'Unknown'],
    ['is Unknown when it is joiners and marks alone', '\u200D\u0301\uFE0F', 'Unknown'],
  ])('%s', (_what, raw, shown) => {
    expect(cleanName(raw)).toBe(shown);
  });

  it.each([80, 81, 999, 1_001, 10_000, 1_000_000])(
    'of %i characters is cut to 80 at most, with an ellipsis',
    (count) => {
      const shown = cleanName('x'.repeat(count));
      expect(length(shown)).toBe(maxNameLength);
      expect(shown.endsWith('…')).toBe(count > maxNameLength);
    },
  );

  it('counts an emoji as one character and cuts none in two', () => {
    expect(cleanName('😀'.repeat(80))).toBe('😀'.repeat(80));
    expect(cleanName('😀'.repeat(600))).toBe(`${'😀'.repeat(79)}…`);
  });

  it('of whatever is made of it is short, clean, not empty, and cleaned again the same', () => {
    const often = Array.from('a \u202E\u200D\uFE0F\u0301\n😀', (character) => character.codePointAt(0)!);
    const point = fc.oneof(fc.constantFrom(...often, 0xd83d), fc.nat({ max: 0x10ffff }));
    const hostile = fc.array(point, { maxLength: 120 }).map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(hostile, (raw) => {
        const shown = cleanName(raw);
        expect(length(shown)).toBeGreaterThan(0);
        expect(length(shown)).toBeLessThanOrEqual(maxNameLength);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
        expect(cleanName(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });
});
