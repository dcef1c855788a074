import type { RgbImage } from '../pixels.js';
import { ImageHeaderError } from './image-header.js';

const UNCOMPRESSED = 0;
/** Size in bytes of the file header, which the bitmap header follows. */
const FILE_HEADER = 14;

/**
 * Decodes an uncompressed Windows bitmap with a palette (1, 4 or 8 bits). TensorFlow's decoder treats
 * the palette's indices as gray values, and sharp does not support bitmaps.
 *
 * @throws ImageHeaderError for other bitmaps; RangeError if the file is cut short
 */
export function decodePaletteBmp(bytes: Uint8Array): RgbImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = view.getUint16(28, true);
  if (![1, 4, 8].includes(bits) || view.getUint32(30, true) !== UNCOMPRESSED)
    throw new ImageHeaderError('this kind of bitmap is not supported');
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const palette = readPalette(view, bits);
  const start = view.getUint32(10, true);
  // Rows are padded to four bytes.
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (width < 1 || start + stride * height > bytes.length)
    throw new ImageHeaderError('the bitmap is cut short');
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    // The first row is the bottom one, unless the height is negative.
    const row = start + stride * (signedHeight < 0 ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      const byte = bytes[row + (bit >> 3)]!;
      const color = ((byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1)) * 3;
      data[to++] = palette[color]!;
      data[to++] = palette[color + 1]!;
      data[to++] = palette[color + 2]!;
    }
  }
  return { width, height, data };
}

/** RGB values, black where the file has none. An entry is blue, green, red and a byte of padding. */
function readPalette(view: DataView, bits: number): Uint8Array {
  const most = 1 << bits;
  const used = view.getUint32(46, true);
  const colors = used === 0 ? most : Math.min(used, most);
  const start = FILE_HEADER + view.getUint32(14, true);
  const palette = new Uint8Array(most * 3);
  for (let color = 0; color < colors; color++)
    for (let channel = 0; channel < 3; channel++)
      palette[color * 3 + channel] = view.getUint8(start + color * 4 + 2 - channel);
  return palette;
}
