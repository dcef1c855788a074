import type { RgbImage } from '../pixels.js';
import { checkRows, rowBytes, UNCOMPRESSED, type BmpLayout } from './bmp-layout.js';
import { expandRle } from './rle-bmp.js';

/**
 * Decodes a bitmap with a palette (1, 4 or 8 bits). TensorFlow's decoder treats the palette's indices as
 * gray values.
 *
 * @throws ImageHeaderError or RangeError if the file is cut short
 */
export function decodePaletteBmp(bytes: Uint8Array, layout: BmpLayout): RgbImage {
  const palette = readPalette(bytes, layout);
  if (layout.compression !== UNCOMPRESSED)
    return colored(expandRle(bytes, layout), layout.width, { ...layout, bits: 8 }, palette);
  checkRows(bytes, layout);
  return colored(bytes.subarray(layout.pixels), rowBytes(layout), layout, palette);
}

/** @param stride bytes of a row of indices */
function colored(
  indices: Uint8Array,
  stride: number,
  { width, height, bits, topDown }: BmpLayout,
  palette: Uint8Array,
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = stride * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      const byte = indices[row + (bit >> 3)]!;
      const color = ((byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1)) * 3;
      data[to++] = palette[color]!;
      data[to++] = palette[color + 1]!;
      data[to++] = palette[color + 2]!;
    }
  }
  return { width, height, data };
}

/** RGB values, black where the file has none. An entry is blue, green and red, and may be padded. */
function readPalette(bytes: Uint8Array, { bits, colors, palette, paletteEntry }: BmpLayout) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Uint8Array(3 * 2 ** bits);
  const used = Math.min(colors, 2 ** bits);
  for (let color = 0; color < used; color++)
    for (let channel = 0; channel < 3; channel++)
      values[color * 3 + channel] = view.getUint8(palette + color * paletteEntry + 2 - channel);
  return values;
}
