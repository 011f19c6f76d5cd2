/** One large tile, and the others in a strip: at its side on a wide stage, below it on a narrow one. */
import { type Box, fitted, type Size } from './box.ts';
import { gapOf, mostTiles, narrowestTile, widestTile } from './grid.ts';

/** Width ÷ height of a stage from which the strip is at the side. */
const sideways = 1.25;
/** Of the tiles of a strip, px. */
const sideTile = { smallest: 132, share: 0.16, largest: 240 };
const belowTile = { smallest: 76, share: 0.22, largest: 150 };

export type Spotlight = {
  readonly large: Box;
  /** Places for the others, from the first on. */
  readonly strip: readonly Box[];
};

const between = (least: number, value: number, most: number) => Math.min(Math.max(value, least), most);

type Strip = { readonly side: boolean; readonly tile: Size; readonly fits: number };

function stripOf(size: Size): Strip {
  const gap = gapOf(size);
  const side = size.width >= size.height * sideways;
  const tile = side
    ? fitted(
        { width: between(sideTile.smallest, size.width * sideTile.share, sideTile.largest), height: size.height },
        1.6,
        widestTile,
      )
    : fitted(
        { width: size.width, height: between(belowTile.smallest, size.height * belowTile.share, belowTile.largest) },
        narrowestTile,
        4 / 3,
      );
  const [length, each] = side ? [size.height, tile.height] : [size.width, tile.width];
  return { side, tile, fits: Math.max(1, Math.min(mostTiles - 1, Math.floor((length + gap) / (each + gap)))) };
}

/** How many tiles have room beside the large one. */
export const stripCapacity = (size: Size): number => stripOf(size).fits;

/** @param count of the tiles in the strip, at most {@link stripCapacity} */
export function spotlightOf(count: number, size: Size): Spotlight {
  const whole = { x: 0, y: 0, width: Math.floor(size.width), height: Math.floor(size.height) };
  if (count === 0) return { large: whole, strip: [] };
  const gap = gapOf(size);
  const { side, tile } = stripOf(size);
  const along = (length: number, each: number) =>
    Math.max(0, Math.floor((length - count * each - (count - 1) * gap) / 2));
  if (side) {
    const x = whole.width - tile.width;
    const top = along(whole.height, tile.height);
    return {
      large: { ...whole, width: Math.max(0, x - gap) },
      strip: Array.from({ length: count }, (_, n) => ({ x, y: top + n * (tile.height + gap), ...tile })),
    };
  }
  const y = whole.height - tile.height;
  const left = along(whole.width, tile.width);
  return {
    large: { ...whole, height: Math.max(0, y - gap) },
    strip: Array.from({ length: count }, (_, n) => ({ x: left + n * (tile.width + gap), y, ...tile })),
  };
}
