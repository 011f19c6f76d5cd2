/** Tiles of one size in rows: the shape that a stage is filled with when nobody is shown larger than the others. */
import { type Box, fitted, type Size } from './box.ts';

/** Width ÷ height of a tile: a face has room between a square and a television. */
export const narrowestTile = 1;
export const widestTile = 16 / 9;
/** px; below it neither a face nor a name is made out. */
const smallestTile: Size = { width: 132, height: 88 };
/** Tiles that are alive at once: what a laptop decodes and a person follows. */
export const mostTiles = 16;

export type Grid = { readonly columns: number; readonly rows: number; readonly tile: Size; readonly gap: number };

/** Between tiles, px: a small stage spends less on it. */
export const gapOf = ({ width, height }: Size): number => (Math.min(width, height) < 420 ? 8 : 12);

/** The grid with the largest tiles for so many. */
export function gridFor(count: number, size: Size): Grid {
  const gap = gapOf(size);
  let best: Grid = { columns: 1, rows: Math.max(count, 1), tile: { width: 0, height: 0 }, gap };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    // As many columns again as the rows need: more would be an empty one.
    if (Math.ceil(count / rows) !== columns) continue;
    const tile = fitted(cellOf(size, columns, rows, gap), narrowestTile, widestTile);
    if (tile.width * tile.height > best.tile.width * best.tile.height) best = { columns, rows, tile, gap };
  }
  return best;
}

const cellOf = ({ width, height }: Size, columns: number, rows: number, gap: number): Size => ({
  width: Math.max(0, (width - gap * (columns - 1)) / columns),
  height: Math.max(0, (height - gap * (rows - 1)) / rows),
});

/** How many tiles fit so that each can still be made out; at least one. */
export function gridCapacity(size: Size): number {
  for (let count = mostTiles; count > 1; count -= 1) {
    const { tile } = gridFor(count, size);
    if (tile.width >= smallestTile.width && tile.height >= smallestTile.height) return count;
  }
  return 1;
}

/** The first `count` places of a grid, row by row, in the middle of the stage; a row that is not full is centred. */
export function placesIn({ columns, tile, gap }: Grid, count: number, size: Size): Box[] {
  const rows = Math.ceil(count / columns);
  const top = Math.floor((size.height - rows * tile.height - (rows - 1) * gap) / 2);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = Math.floor((size.width - inRow * tile.width - (inRow - 1) * gap) / 2);
    return {
      x: left + (index % columns) * (tile.width + gap),
      y: top + row * (tile.height + gap),
      width: tile.width,
      height: tile.height,
    };
  });
}
