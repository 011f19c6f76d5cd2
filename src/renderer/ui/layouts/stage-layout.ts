/** Where every tile of a call is: a pure function of who is there and how large the stage is. */
import type { Box, Size } from './box.ts';
import { gridCapacity, gridFor, placesIn } from './grid.ts';
import { spotlightOf, stripCapacity } from './spotlight.ts';

export type PlacedTile = {
  readonly id: string;
  readonly box: Box;
  /** `strip`: one of the small ones beside the large one. */
  readonly as: 'tile' | 'large' | 'strip';
};

export type StageLayout = {
  readonly tiles: readonly PlacedTile[];
  /** From 0; the one asked for, or the last that there is. */
  readonly page: number;
  readonly pages: number;
};

export type TilesToPlace = {
  /** In order of importance: the first are on the first page. */
  readonly ids: readonly string[];
  /** Shown large, on every page. */
  readonly large: string | null;
};

export function layStage({ ids, large }: TilesToPlace, size: Size, page: number): StageLayout {
  const others = ids.filter((id) => id !== large);
  const { shown, ...paging } = pageOf(others, large === null ? gridCapacity(size) : stripCapacity(size), page);
  if (large === null) {
    // Tiles are of one size on every page, so that leafing through changes nobody's.
    const grid = gridFor(paging.pages === 1 ? shown.length : paging.each, size);
    const boxes = placesIn(grid, shown.length, size);
    return { ...pagesOnly(paging), tiles: placed(shown, boxes, 'tile') };
  }
  const { large: box, strip } = spotlightOf(shown.length, size);
  return { ...pagesOnly(paging), tiles: [{ id: large, box, as: 'large' }, ...placed(shown, strip, 'strip')] };
}

const pagesOnly = ({ page, pages }: { page: number; pages: number }) => ({ page, pages });

function pageOf(ids: readonly string[], each: number, wanted: number) {
  const pages = Math.max(1, Math.ceil(ids.length / each));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { page, pages, each, shown: ids.slice(page * each, (page + 1) * each) };
}

function placed(ids: readonly string[], boxes: readonly Box[], as: PlacedTile['as']): PlacedTile[] {
  return boxes.flatMap((box, index) => {
    const id = ids[index];
    return id === undefined ? [] : [{ id, box, as }];
  });
}

/** The same with room below for the buttons that leaf through, where there is more than one page. */
export function layStageWithPager(tiles: TilesToPlace, size: Size, page: number, pagerHeight: number): StageLayout {
  const whole = layStage(tiles, size, page);
  if (whole.pages === 1) return whole;
  return layStage(tiles, { ...size, height: Math.max(0, size.height - pagerHeight) }, page);
}
