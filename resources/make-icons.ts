/**
 * Draws every icon from its SVG: `node resources/make-icons.ts`, with Chromium on this machine (CHROMIUM_PATH names another one).
 *
 *   tray/STATE.svg → tray/STATE-16.png, -22.png, -32.png   Linux
 *                    tray/STATE.ico                        Windows, 16 to 32 px
 *                    tray/STATETemplate.png and @2x        macOS: the glyph alone, in black
 *   taskbar/BUTTON.svg → taskbar/BUTTON.png and @2x       Windows, buttons under the window's preview
 *   taskbar/BUTTON.svg → taskbar/BUTTON.png and @2x          Windows, buttons of the thumbnail
 *   app/icon.svg   → app/icon.png (512 px), app/icon.ico, app/icon.icns
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';

const traySizes = [16, 22, 32];
const trayStates = ['idle', 'in-call', 'muted', 'reconnecting', 'ringing', 'missed'];
const taskbarButtons = ['mute', 'unmute', 'hang-up', 'accept'];

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function draw(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

/** macOS colours template images itself, so that only their transparency counts. */
function template(svg: string): string {
  return svg
    .replace(/<rect data-part="tile"[^>]*\/>/, '')
    .replace(/(<circle data-part="badge"[^>]*fill=")[^"]*/, '$1#000')
    .replace('color="#ffffff"', 'color="#000000"')
    .replace('viewBox="0 0 32 32"', 'viewBox="1 1 30 30"');
}

/** ICO: a directory of PNG images. https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10) */
function ico(images: readonly { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** ICNS: typed chunks with PNG data, lengths big-endian and including their 8 bytes of head. */
function icns(images: readonly { type: string; png: Buffer }[]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8, type, 'latin1');
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  };
  return chunk('icns', Buffer.concat(images.map(({ type, png }) => chunk(type, png))));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const page = await browser.newPage();
  for (const state of trayStates) {
    const svg = readFileSync(here(`tray/${state}.svg`), 'utf8');
    for (const size of traySizes) writeFileSync(here(`tray/${state}-${size}.png`), await draw(page, svg, size));
    const windows = [];
    for (const size of [16, 20, 24, 32]) windows.push({ size, png: await draw(page, svg, size) });
    writeFileSync(here(`tray/${state}.ico`), ico(windows));
    writeFileSync(here(`tray/${state}Template.png`), await draw(page, template(svg), 18));
    writeFileSync(here(`tray/${state}Template@2x.png`), await draw(page, template(svg), 36));
  }

  for (const button of taskbarButtons) {
    const svg = readFileSync(here(`taskbar/${button}.svg`), 'utf8');
    writeFileSync(here(`taskbar/${button}.png`), await draw(page, svg, 16));
    writeFileSync(here(`taskbar/${button}@2x.png`), await draw(page, svg, 32));
  }

  for (const button of taskbarButtons) {
    const svg = readFileSync(here(`taskbar/${button}.svg`), 'utf8');
    writeFileSync(here(`taskbar/${button}.png`), await draw(page, svg, 16));
    writeFileSync(here(`taskbar/${button}@2x.png`), await draw(page, svg, 32));
  }

  const app = readFileSync(here('app/icon.svg'), 'utf8');
  const sized = new Map<number, Buffer>();
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) sized.set(size, await draw(page, app, size));
  const at = (size: number) => sized.get(size) ?? Buffer.alloc(0);
  writeFileSync(here('app/icon.png'), at(512));
  writeFileSync(here('app/icon.ico'), ico([16, 24, 32, 48, 64, 256].map((size) => ({ size, png: at(size) }))));
  writeFileSync(
    here('app/icon.icns'),
    icns([
      { type: 'icp4', png: at(16) },
      { type: 'icp5', png: at(32) },
      { type: 'icp6', png: at(64) },
      { type: 'ic07', png: at(128) },
      { type: 'ic08', png: at(256) },
      { type: 'ic09', png: at(512) },
    ]),
  );
} finally {
  await browser.close();
}
