import type { RgbImage } from '../pixels.js';
import { decodeBitfields } from './bitfields-bmp.js';
import {
  BITFIELDS,
  readBmpLayout,
  RLE4,
  RLE8,
  UNCOMPRESSED,
  type BmpLayout,
} from './bmp-layout.js';
import { ImageHeaderError } from './image-header.js';
import { decodePaletteBmp } from './palette-bmp.js';

/** Size of OS/2 2.x's header. */
const OS2 = 64;
const COMPRESSIONS: Record<number, string> = { 1: 'RLE8', 2: 'RLE4', 4: 'JPEG', 5: 'PNG' };

/**
 * Decodes the bitmaps that TensorFlow's decoder does not support or decodes differently: with a palette, of
 * 16 bits, with masks, and OS/2's. sharp supports no bitmaps.
 *
 * @throws ImageHeaderError for other kinds, named; RangeError if the file is cut short
 */
export function decodeOtherBmp(bytes: Uint8Array): RgbImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = readBmpLayout(view);
  const { bits, compression } = layout;
  if (compression === UNCOMPRESSED) {
    if ([1, 4, 8].includes(bits)) return decodePaletteBmp(bytes, layout);
    if ([16, 24].includes(bits)) return decodeBitfields(bytes, layout);
  }
  if (compression === BITFIELDS && [16, 24, 32].includes(bits))
    return decodeBitfields(bytes, layout);
  if ((compression === RLE8 && bits === 8) || (compression === RLE4 && bits === 4))
    return decodePaletteBmp(bytes, layout);
  throw new ImageHeaderError(`${kindOf(layout)} are not supported`);
}

function kindOf({ headerSize, bits, compression }: BmpLayout): string {
  if (compression === UNCOMPRESSED) return `bitmaps of ${bits} bits`;
  // The numbers above 2 mean something else there.
  if (headerSize === OS2) return 'OS/2 bitmaps that are compressed';
  const name = COMPRESSIONS[compression];
  return name === undefined ? 'bitmaps of this kind' : `bitmaps compressed with ${name}`;
}
