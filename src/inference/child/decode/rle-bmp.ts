import { RLE4, type BmpLayout } from './bmp-layout.js';
import { ImageHeaderError } from './image-header.js';

// What a zero is followed by, instead of a number of pixels.
const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const DELTA = 2;

/**
 * Expands run-length encoded indices (BI_RLE8, BI_RLE4), as Pillow does: what is skipped is 0, and all
 * rows have to be there.
 *
 * @returns indices of a byte each, shape [height, width], in the file's order of rows
 * @throws ImageHeaderError if rows are missing
 */
export function expandRle(bytes: Uint8Array, layout: BmpLayout): Uint8Array {
  const { width, height, compression } = layout;
  const indices = new Uint8Array(width * height);
  const half = compression === RLE4;
  let at = layout.pixels;
  let x = 0;
  let y = 0;
  // Pixels beyond a row's end are dropped.
  const put = (index: number) => {
    if (x < width) indices[y * width + x] = index;
    x++;
  };
  while (y < height && at + 2 <= bytes.length) {
    const count = bytes[at++]!;
    const value = bytes[at++]!;
    if (count > 0) {
      for (let pixel = 0; pixel < count; pixel++) put(half ? nibble(value, pixel) : value);
    } else if (value === END_OF_LINE) {
      x = 0;
      y++;
    } else if (value === END_OF_BITMAP) break;
    else if (value === DELTA) {
      x += bytes[at++] ?? 0;
      y += bytes[at++] ?? 0;
    } else {
      for (let pixel = 0; pixel < value; pixel++)
        put(half ? nibble(bytes[at + (pixel >> 1)] ?? 0, pixel) : (bytes[at + pixel] ?? 0));
      // Padded to two bytes.
      at += Math.ceil(value / (half ? 4 : 2)) * 2;
    }
  }
  const complete = y >= height || (y === height - 1 && x >= width);
  if (!complete || at > bytes.length) throw new ImageHeaderError('the bitmap is cut short');
  return indices;
}

/** The first pixel's index is in a byte's upper half, the second's in its lower one. */
function nibble(byte: number, pixel: number): number {
  return pixel % 2 === 0 ? byte >> 4 : byte & 15;
}
