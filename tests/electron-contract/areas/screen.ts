import assert from 'node:assert/strict';
import type { Rectangle } from 'electron';
import type { Area } from '../contract.ts';
import { notOnWayland } from '../where.ts';

const isWithin = (inner: Rectangle, outer: Rectangle) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export const screen: Area = {
  name: 'screen',
  promises: {
    'has displays, one of which is the primary one': {
      source: 'spec/api-screen-spec.ts: "returns an array of displays" and "returns a display object"',
      check: ({ electron: { screen } }) => {
        const ids = screen.getAllDisplays().map(({ id }) => id);
        assert.equal(ids.includes(screen.getPrimaryDisplay().id), true);
      },
    },
    'has a work area within each display': {
      source: 'spec/api-screen-spec.ts: "has a workArea object property"',
      check: ({ electron: { screen } }) => {
        for (const { bounds, workArea } of screen.getAllDisplays()) {
          assert.equal(workArea.width > 0 && workArea.height > 0, true);
          assert.equal(isWithin(workArea, bounds), true);
        }
      },
    },
    'knows where the pointer is': {
      source: 'spec/api-screen-spec.ts: "returns a point object"',
      check: ({ electron: { screen } }) => {
        const { x, y } = screen.getCursorScreenPoint();
        assert.deepEqual([Number.isInteger(x), Number.isInteger(y)], [true, true]);
      },
    },
    'finds the display nearest to a point': {
      source: 'docs/api/screen.md, screen.getDisplayNearestPoint(point)',
      check: ({ electron: { screen } }) => {
        const { id, bounds } = screen.getPrimaryDisplay();
        assert.equal(screen.getDisplayNearestPoint({ x: bounds.x + 1, y: bounds.y + 1 }).id, id);
      },
    },
    'finds a display for bounds that are on none': {
      source: 'docs/api/screen.md, screen.getDisplayMatching(rect)',
      check: ({ electron: { screen } }) => {
        const away = { x: -50_000, y: -50_000, width: 10, height: 10 };
        const ids = screen.getAllDisplays().map(({ id }) => id);
        assert.equal(ids.includes(screen.getDisplayMatching(away).id), true);
      },
    },
    'finds the display that a window is on': {
      source: 'docs/api/screen.md, screen.getDisplayMatching(rect)',
      unless: notOnWayland,
      check: ({ electron: { screen }, emptyWindow }) => {
        const { id, workArea } = screen.getPrimaryDisplay();
        const window = emptyWindow({ x: workArea.x + 10, y: workArea.y + 10, width: 200, height: 200 });
        assert.equal(screen.getDisplayMatching(window.getBounds()).id, id);
      },
    },
  },
};
