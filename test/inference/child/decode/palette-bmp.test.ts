import test from 'ava';
import { ImageHeaderError } from '../../../../src/inference/child/decode/image-header.js';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { decodeOtherBmp } from '../../../../src/inference/child/decode/decode-bmp.js';
import type { Size } from '../../../../src/inference/child/pixels.js';
import { bmpHeader } from './headers.js';

interface Bitmap {
  readonly width: number;
  /** Negative if the first row is the top one. */
  readonly height: number;
  readonly bits: number;
  /** The number of colours that the header states. */
  readonly used?: number;
  readonly compression?: number;
  readonly headerSize?: number;
}

/** The stored palette's length: the least that the header allows. */
function colours({ bits, used = 0 }: Bitmap): number {
  return used === 0 ? 2 ** bits : Math.min(used, 2 ** bits);
}

function colour(index: number): [red: number, green: number, blue: number] {
  return [index + 1, 255 - index, (index * 7) & 255];
}

/** The colour of the upright image's pixel. */
function indexAt(x: number, y: number, bits: number): number {
  return (x * 5 + y * 3 + 1) % 2 ** bits;
}

/** A file that ends with its last row. */
function encode(bitmap: Bitmap): Buffer {
  const { width, height, bits, used = 0, compression = 0, headerSize = 40 } = bitmap;
  const palette = Array.from({ length: colours(bitmap) }, (_, index) => {
    const [red, green, blue] = colour(index);
    return [blue, green, red, 0];
  });
  const header = Buffer.concat([
    bmpHeader(width, height, bits, compression, headerSize),
    Buffer.alloc(headerSize - 40),
    Buffer.from(palette.flat()),
  ]);
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(used, 46);
  const rows = Array.from({ length: Math.abs(height) }, (_, y) => row(bitmap, y));
  return Buffer.concat([header, ...(height < 0 ? rows : rows.reverse())]);
}

/** A row's bits as text, padded to 32 with ones. */
function row({ width, bits }: Bitmap, y: number): Buffer {
  const pixels = Array.from({ length: width }, (_, x) =>
    indexAt(x, y, bits).toString(2).padStart(bits, '0'),
  ).join('');
  const padded = pixels.padEnd(Math.ceil(pixels.length / 32) * 32, '1');
  return Buffer.from((padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

function expected(bitmap: Bitmap) {
  const { width, bits } = bitmap;
  const height = Math.abs(bitmap.height);
  const data = Array.from({ length: width * height }, (_, pixel) => {
    const index = indexAt(pixel % width, Math.floor(pixel / width), bits);
    return index < colours(bitmap) ? colour(index) : [0, 0, 0];
  });
  return { width, height, data: Uint8Array.from(data.flat()) };
}

const REFUSED = { instanceOf: ImageHeaderError, message: /^bitmaps .* are not supported$/ };
const CUT_SHORT = { instanceOf: ImageHeaderError, message: 'the bitmap is cut short' };

test('1, 4 and 8 bits, with and without padding, bottom-up and top-down', (t) => {
  for (const bits of [1, 4, 8])
    for (const width of [1, 3, 4, 7, 8, 9, 32, 33])
      for (const height of [1, 3, -3]) {
        const bitmap = { width, height, bits };
        t.deepEqual(decodeOtherBmp(encode(bitmap)), expected(bitmap), JSON.stringify(bitmap));
      }
});

test('other numbers of bits and compressed bitmaps are refused', (t) => {
  for (const bits of [0, 2, 3, 5])
    t.throws(() => decodeOtherBmp(encode({ width: 4, height: 2, bits })), REFUSED, String(bits));
  for (const compression of [2, 3, 4, 5, 0x0100_0000]) {
    const bytes = encode({ width: 4, height: 2, bits: 8, compression });
    t.throws(() => decodeOtherBmp(bytes), REFUSED, String(compression));
  }
});

test('a bitmap that lacks its last pixel is refused', (t) => {
  for (const bits of [1, 4, 8])
    for (const height of [2, -2]) {
      const bytes = encode({ width: 32, height, bits });
      t.throws(() => decodeOtherBmp(bytes.subarray(0, -1)), CUT_SHORT);
    }
});

test('a bitmap without columns is refused', async (t) => {
  const bytes = encode({ width: 4, height: 2, bits: 8 });
  bytes.writeInt32LE(0, 18);
  const options = { maxPixels: 100, minimumSize: (size: Size) => size };
  await t.throwsAsync(decodeImage(bytes, options), { message: 'the image has no pixels' });
});

test('a palette ends with the colours in use, or with those possible', (t) => {
  for (const used of [1, 5, 16, 17, 0xffff_ffff]) {
    const bitmap = { width: 9, height: 4, bits: 4, used };
    t.deepEqual(decodeOtherBmp(encode(bitmap)), expected(bitmap), `${used} colours`);
  }
});

test('the palette follows the header, and the pixels start where it says', (t) => {
  const bitmap = { width: 5, height: 3, bits: 4, headerSize: 124 };
  const bytes = encode(bitmap);
  t.deepEqual(decodeOtherBmp(bytes), expected(bitmap));
  const start = bytes.readUInt32LE(10);
  bytes.writeUInt32LE(start + 6, 10);
  const gap = Buffer.concat([bytes.subarray(0, start), Buffer.alloc(6), bytes.subarray(start)]);
  t.deepEqual(decodeOtherBmp(gap), expected(bitmap));
  // Part of a larger buffer.
  t.deepEqual(decodeOtherBmp(Buffer.concat([Buffer.alloc(3), gap]).subarray(3)), expected(bitmap));
});

test('run-length encoded rows may end without a mark, once the last is complete', (t) => {
  const [width, height] = [4, 2];
  const start = encode({ width, height, bits: 8, compression: 1 });
  const runs = (...bytes: number[]) =>
    decodeOtherBmp(Buffer.concat([start.subarray(0, -width * height), Buffer.from(bytes)]));
  // A run of four pixels a row, bottom-up.
  const data = Uint8Array.from([8, 8, 8, 8, 7, 7, 7, 7].flatMap((index) => colour(index)));
  const rows = { width, height, data };
  t.deepEqual(runs(4, 7, 0, 0, 4, 8, 0, 0), rows);
  t.deepEqual(runs(4, 7, 0, 0, 4, 8), rows);
  t.throws(() => runs(4, 7, 0, 0, 3, 8), CUT_SHORT);
  t.throws(() => runs(4, 7, 0, 0), CUT_SHORT);
  t.throws(() => runs(4, 7), CUT_SHORT);
});

test('a compression that does not fit the bits is refused by its name', (t) => {
  for (const [bits, compression, name] of [
    [4, 1, 'compressed with RLE8'],
    [8, 2, 'compressed with RLE4'],
    [8, 4, 'compressed with JPEG'],
    [8, 5, 'compressed with PNG'],
    [8, 9, 'of this kind'],
  ] as const)
    t.throws(() => decodeOtherBmp(encode({ width: 4, height: 4, bits, compression })), {
      instanceOf: ImageHeaderError,
      message: `bitmaps ${name} are not supported`,
    });
});
