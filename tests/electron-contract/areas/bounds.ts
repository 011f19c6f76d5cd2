import assert from 'node:assert/strict';
import { nextEvent, record } from '../app/waiting.ts';
import type { Area } from '../contract.ts';
import { notOnWayland, onlyOn } from '../where.ts';

export const bounds: Area = {
  name: 'bounds',
  promises: {
    'are those of the options': {
      source: 'spec/api-browser-window-spec.ts: "reports requested bounds when created with explicit x/y"',
      unless: notOnWayland,
      check: ({ emptyWindow }) => {
        const asked = { x: 120, y: 140, width: 420, height: 320 };
        assert.deepEqual(emptyWindow(asked).getBounds(), asked);
      },
    },
    'are in the middle of the work area without a place in the options': {
      source: 'spec/api-browser-window-spec.ts: "creates a window centered at the requested size"',
      unless: (where) => notOnWayland(where) ?? onlyOn('linux', 'win32')(where),
      check: ({ electron: { screen }, emptyWindow }) => {
        const seen = emptyWindow({ width: 600, height: 400 }).getBounds();
        const { workArea } = screen.getDisplayMatching(seen);
        assert.deepEqual(seen, {
          x: workArea.x + Math.floor((workArea.width - 600) / 2),
          y: workArea.y + Math.floor((workArea.height - 400) / 2),
          width: 600,
          height: 400,
        });
      },
    },
    'are at least the smallest size when the window is made': {
      source: 'spec/api-browser-window-spec.ts: "creates window at min size when a smaller size is requested"',
      check: ({ emptyWindow }) => {
        const window = emptyWindow({ width: 200, height: 200, minWidth: 300, minHeight: 300 });
        assert.deepEqual(window.getSize(), [300, 300]);
      },
    },
    'are at least the smallest size when they are set': {
      source: 'spec/api-browser-window-spec.ts: "enforces minimum size"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow({ width: 400, height: 400 });
        window.setMinimumSize(300, 300);
        const resized = nextEvent(window, 'resize');
        window.setSize(100, 100);
        await resized;
        const [width = 0, height = 0] = window.getSize();
        assert.equal(width >= 300 && height >= 300, true, `${width} × ${height}`);
      },
    },
    'can be set, and are so at once while the window is hidden': {
      source: 'spec/api-browser-window-spec.ts: "sets the window bounds with full bounds"',
      unless: notOnWayland,
      check: ({ emptyWindow }) => {
        const window = emptyWindow();
        const asked = { x: 440, y: 225, width: 500, height: 400 };
        window.setBounds(asked);
        assert.deepEqual(window.getBounds(), asked);
        window.setBounds({ width: 350 });
        assert.deepEqual(window.getBounds(), { ...asked, width: 350 });
      },
    },
    'are normal while the window is neither minimized nor maximized': {
      source: 'spec/api-browser-window-spec.ts: "checks normal bounds after move"',
      unless: notOnWayland,
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const moved = nextEvent(window, 'move');
        window.setPosition(10, 10);
        await moved;
        assert.deepEqual(window.getNormalBounds(), window.getBounds());
      },
    },
    'say when they move': {
      source: 'spec/api-browser-window-spec.ts: "sets the window position"',
      unless: notOnWayland,
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const moved = nextEvent(window, 'move');
        window.setPosition(10, 10);
        await moved;
        assert.deepEqual(window.getPosition(), [10, 10]);
      },
    },
    'say when they change in size, also by a single pixel': {
      source: 'spec/api-browser-window-spec.ts: "emits the resize event for single-pixel size changes"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow({ width: 400, height: 400 });
        const resized = nextEvent(window, 'resize');
        window.setSize(401, 399);
        await resized;
        assert.deepEqual(window.getSize(), [401, 399]);
      },
    },
    'say nothing of a size that has not changed': {
      source: 'spec/api-browser-window-spec.ts: "does not emits the resize event for move-only changes"',
      unless: notOnWayland,
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const seen = record(window, 'resize');
        const moved = nextEvent(window, 'move');
        const { x, y } = window.getBounds();
        window.setBounds({ x: x + 10, y: y + 10 });
        await moved;
        assert.deepEqual(seen, []);
      },
    },
  },
};
