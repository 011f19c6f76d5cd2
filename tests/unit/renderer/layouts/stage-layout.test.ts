/** The geometry of a stage, for every number of people and every size that a window can have. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Box, Size } from '../../../../src/renderer/ui/layouts/box.ts';
import {
  gridCapacity,
  gridFor,
  mostTiles,
  narrowestTile,
  widestTile,
} from '../../../../src/renderer/ui/layouts/grid.ts';
import { layStage, type StageLayout } from '../../../../src/renderer/ui/layouts/stage-layout.ts';

const people = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);
/** What the window's own limits leave of a stage. */
const sizes = fc.record({ width: fc.integer({ min: 296, max: 3_800 }), height: fc.integer({ min: 200, max: 2_100 }) });
const counts = fc.integer({ min: 1, max: 100 });
/** With nobody, or one of those who are there, shown large. */
const calls = fc.tuple(counts, fc.option(fc.nat()), fc.nat({ max: 20 }), sizes).map(([count, large, page, size]) => ({
  size,
  page,
  tiles: { ids: people(count), large: large === null ? null : `p${large % count}` },
}));

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = ({ x, y, width, height }: Box, size: Size) =>
  x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;

describe('of every stage', () => {
  test('no tile covers another, and none leaves the stage', () => {
    fc.assert(
      fc.property(calls, ({ tiles, size, page }) => {
        const placed = layStage(tiles, size, page).tiles;
        for (const [index, { box }] of placed.entries()) {
          expect(inside(box, size)).toBe(true);
          for (const other of placed.slice(index + 1)) expect(overlap(box, other.box)).toBe(false);
        }
      }),
    );
  });

  test('small tiles are neither towers nor bands, and all of a page are alike', () => {
    fc.assert(
      fc.property(calls, ({ tiles, size, page }) => {
        const small = layStage(tiles, size, page).tiles.filter(({ as }) => as !== 'large');
        for (const { box } of small) {
          // Whole px cost up to one on either side.
          expect((box.width + 1) / box.height).toBeGreaterThanOrEqual(narrowestTile);
          expect((box.width - 1) / (box.height + 1)).toBeLessThanOrEqual(widestTile);
          expect({ width: box.width, height: box.height }).toEqual({
            width: small[0]!.box.width,
            height: small[0]!.box.height,
          });
        }
      }),
    );
  });

  test('leafing through shows everybody once, and whoever is large on every page', () => {
    fc.assert(
      fc.property(calls, ({ tiles, size }) => {
        const { pages } = layStage(tiles, size, 0);
        const seen = Array.from({ length: pages }, (_, page) => layStage(tiles, size, page)).flatMap(
          ({ tiles: on }) => on,
        );
        const small = seen.filter(({ as }) => as !== 'large').map(({ id }) => id);
        expect(small).toEqual(tiles.ids.filter((id) => id !== tiles.large));
        const large = seen.filter(({ as }) => as === 'large').map(({ id }) => id);
        expect(large).toEqual(tiles.large === null ? [] : Array(pages).fill(tiles.large));
      }),
    );
  });

  test('no page has more tiles than a laptop decodes', () => {
    fc.assert(
      fc.property(calls, ({ tiles, size, page }) => {
        expect(layStage(tiles, size, page).tiles.length).toBeLessThanOrEqual(mostTiles);
      }),
    );
  });

  test('the same people on the same stage are in the same places', () => {
    fc.assert(
      fc.property(calls, ({ tiles, size, page }) => {
        expect(layStage(structuredClone(tiles), { ...size }, page)).toEqual(layStage(tiles, size, page));
      }),
    );
  });
});

describe('somebody joins', () => {
  test('while the grid has a place for them, whoever is in a full row stays where they are', () => {
    fc.assert(
      fc.property(counts, sizes, (count, size) => {
        const grid = gridFor(count, size);
        fc.pre(count < gridCapacity(size));
        fc.pre(isDeepStrictEqual(gridFor(count + 1, size), grid));
        const before = layStage({ ids: people(count), large: null }, size, 0);
        const after = layStage({ ids: people(count + 1), large: null }, size, 0);
        const inFullRows = count - (count % grid.columns);
        expect(after.tiles.slice(0, inFullRows)).toEqual(before.tiles.slice(0, inFullRows));
      }),
      { maxSkipsPerRun: 5_000 },
    );
  });

  test('on a later page they move nobody on the first', () => {
    fc.assert(
      fc.property(counts, sizes, (count, size) => {
        fc.pre(count > gridCapacity(size));
        const before = layStage({ ids: people(count), large: null }, size, 0);
        expect(layStage({ ids: people(count + 1), large: null }, size, 0).tiles).toEqual(before.tiles);
      }),
      { maxSkipsPerRun: 5_000 },
    );
  });

  test('nobody changes places with anybody', () => {
    fc.assert(
      fc.property(counts, sizes, (count, size) => {
        const order = (layout: StageLayout) =>
          [...layout.tiles].sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x).map(({ id }) => id);
        const after = order(layStage({ ids: people(count + 1), large: null }, size, 0));
        const both = Math.min(after.length, count);
        expect(after.slice(0, both)).toEqual(people(both));
      }),
    );
  });
});

test('a page that is no more is the last that there is', () => {
  const size = { width: 1_000, height: 600 };
  expect(layStage({ ids: people(40), large: null }, size, 7)).toMatchObject({ page: 2, pages: 3 });
  expect(layStage({ ids: people(3), large: null }, size, 2)).toMatchObject({ page: 0, pages: 1 });
});

test('a tile has one size on every page', () => {
  const size = { width: 1_000, height: 600 };
  const sizeOn = (page: number) => layStage({ ids: people(17), large: null }, size, page).tiles[0]!.box.width;
  expect(sizeOn(1)).toBe(sizeOn(0));
});

test.each([
  ['a wide stage', { width: 1_000, height: 600 }, 3, [2, 1]],
  ['a wide stage', { width: 1_000, height: 600 }, 5, [3, 2]],
  ['a wide stage', { width: 1_000, height: 600 }, 9, [3, 3, 3]],
  ['a phone', { width: 328, height: 430 }, 3, [1, 1, 1]],
  ['a phone', { width: 328, height: 430 }, 8, [2, 2, 2, 2]],
])('%s of %o has %i people in rows of %o', (_, size, count, expected) => {
  const { tiles } = layStage({ ids: people(count), large: null }, size, 0);
  const rows = [...new Set(tiles.map(({ box }) => box.y))];
  expect(rows.map((y) => tiles.filter(({ box }) => box.y === y).length)).toEqual(expected);
});

test.each([
  [
    'at the side of a wide stage',
    { width: 1_000, height: 600 },
    (large: Box, small: Box) => small.x > large.x + large.width,
  ],
  ['below on a phone', { width: 328, height: 430 }, (large: Box, small: Box) => small.y > large.y + large.height],
])('the others are %s', (_, size, holds) => {
  const [large, ...strip] = layStage({ ids: people(9), large: 'p3' }, size, 0).tiles;
  expect(strip.length).toBeGreaterThan(1);
  expect(strip.every(({ box }) => holds(large!.box, box))).toBe(true);
  expect(large!.box.width * large!.box.height).toBeGreaterThan(0.5 * size.width * size.height);
});
