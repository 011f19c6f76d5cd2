import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Area, Here } from '../contract.ts';
import { onlyOn } from '../where.ts';

/** A red PNG of 1 × 1 px. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);

/** A file with it, of this name. */
function fileWith({ after }: Here, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'contract-image-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), png);
  return join(folder, name);
}

export const nativeImage: Area = {
  name: 'native image',
  promises: {
    'is read from a file': {
      source: 'spec/api-native-image-spec.ts: "loads images from paths with `.` segments"',
      check: (here) => {
        const image = here.electron.nativeImage.createFromPath(fileWith(here, 'icon.png'));
        assert.equal(image.isEmpty(), false);
        assert.deepEqual(image.getSize(), { width: 1, height: 1 });
      },
    },
    'is empty for a file that is none': {
      source: 'spec/api-native-image-spec.ts: "returns an empty image for invalid paths"',
      check: ({ electron: { nativeImage } }) => {
        for (const path of ['', 'does-not-exist.png', import.meta.filename]) {
          assert.equal(nativeImage.createFromPath(path).isEmpty(), true, path);
        }
      },
    },
    'is read from memory, and empty where that is no picture': {
      source: 'spec/api-native-image-spec.ts: "returns an empty image when the buffer is too small"',
      check: ({ electron: { nativeImage } }) => {
        assert.deepEqual(nativeImage.createFromBuffer(png).getSize(), { width: 1, height: 1 });
        assert.equal(nativeImage.createFromBuffer(Buffer.from([1, 2, 3, 4])).isEmpty(), true);
      },
    },
    'can be without a picture': {
      source: 'spec/api-native-image-spec.ts: "returns an empty image"',
      check: ({ electron: { nativeImage } }) => {
        const empty = nativeImage.createEmpty();
        assert.deepEqual([empty.isEmpty(), empty.getSize()], [true, { width: 0, height: 0 }]);
      },
    },
    'is a template on macOS when its file is named so': {
      source: 'spec/api-native-image-spec.ts: "correctly recognizes a template image"',
      unless: onlyOn('darwin'),
      check: (here) => {
        const { nativeImage } = here.electron;
        assert.equal(nativeImage.createFromPath(fileWith(here, 'iconTemplate.png')).isTemplateImage(), true);
        assert.equal(nativeImage.createFromPath(fileWith(here, 'icon.png')).isTemplateImage(), false);
      },
    },
  },
};
