import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Pixels, four bytes each: red, green, blue, alpha. */
export interface Pixels {
  width: number;
  height: number;
  rgba: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples of a pixel by colour type (PNG specification, 11.2.1). */
const samplesOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Decodes a PNG without interlacing; `undefined` for anything else. */
export function decodePng(file: Buffer): Pixels | undefined {
  if (!file.subarray(0, 8).equals(signature)) return undefined;
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  let palette: Buffer = Buffer.alloc(0);
  let transparency: Buffer = Buffer.alloc(0);
  for (let offset = 8; offset + 8 <= file.length; ) {
    const length = file.readUInt32BE(offset);
    const type = file.toString('latin1', offset + 4, offset + 8);
    const body = file.subarray(offset + 8, offset + 8 + length);
    if (type === 'IHDR') header = body;
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') transparency = body;
    else if (type === 'IDAT') data.push(body);
    offset += length + 12;
  }
  if (header?.[12] !== 0) return undefined;
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const depth = header[8] as number;
  const color = header[9] as number;
  const samples = samplesOf[color];
  if (!samples) return undefined;
  const rows = unfilter(inflateSync(Buffer.concat(data)), width, height, depth * samples);
  const max = 2 ** depth - 1;
  const sample = (row: Uint8Array, index: number): number => {
    if (depth === 8) return row[index] as number;
    if (depth === 16) return ((row[index * 2] as number) << 8) | (row[index * 2 + 1] as number);
    const bit = index * depth;
    return ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & max;
  };
  const level = (value: number) => Math.round((value * 255) / max);
  const rgba = new Uint8Array(width * height * 4);
  rows.forEach((row, y) => {
    for (let x = 0; x < width; x++) {
      const first = sample(row, x * samples);
      const at = (index: number) => level(sample(row, x * samples + index));
      let pixel: number[];
      if (color === 3) {
        pixel = [...palette.subarray(first * 3, first * 3 + 3), transparency[first] ?? 255];
      } else {
        const gray = color === 0 || color === 4;
        const alpha = color === 4 ? at(1) : color === 6 ? at(3) : 255;
        pixel = gray ? [at(0), at(0), at(0), alpha] : [at(0), at(1), at(2), alpha];
      }
      rgba.set(pixel, (y * width + x) * 4);
    }
  });
  return { width, height, rgba };
}

/** Undoes the row filters (PNG specification, 9.2). */
function unfilter(bytes: Buffer, width: number, height: number, bitsPerPixel: number): Uint8Array[] {
  const length = Math.ceil((width * bitsPerPixel) / 8);
  const step = Math.max(1, bitsPerPixel >> 3);
  let above = new Uint8Array(length);
  return Array.from({ length: height }, (_, y) => {
    const start = y * (length + 1);
    const filter = bytes[start];
    const row = new Uint8Array(bytes.subarray(start + 1, start + 1 + length));
    for (let x = 0; x < length; x++) {
      const left = row[x - step] ?? 0;
      const up = above[x] as number;
      const upLeft = above[x - step] ?? 0;
      const add =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, upLeft)
                : 0;
      row[x] = (row[x] as number) + add;
    }
    above = row;
    return row;
  });
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

export function encodePng({ width, height, rgba }: Pixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.of(0), rgba.subarray(y * width * 4, (y + 1) * width * 4)]),
  );
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

/** The nearest pixels: enough for icons. */
export function resizePixels({ width, height, rgba }: Pixels, newWidth: number, newHeight: number): Pixels {
  const resized = new Uint8Array(newWidth * newHeight * 4);
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const from = (Math.floor((y * height) / newHeight) * width + Math.floor((x * width) / newWidth)) * 4;
      resized.set(rgba.subarray(from, from + 4), (y * newWidth + x) * 4);
    }
  }
  return { width: newWidth, height: newHeight, rgba: resized };
}
