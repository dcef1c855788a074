import type { RgbImage } from '../pixels.js';
import { BITFIELDS, checkRows, rowBytes, type BmpLayout } from './bmp-layout.js';
import { compositeOnWhite } from './composite.js';
import { ImageHeaderError } from './image-header.js';

/** Offset of the masks: in the header or, after a BITMAPINFOHEADER, behind it. */
const MASKS = 54;
/** BITMAPV3HEADER, the first with a mask for transparency. */
const WITH_ALPHA = 56;

const RGB_565 = [0xf800, 0x7e0, 0x1f, 0];
const RGB_555 = [0x7c00, 0x3e0, 0x1f, 0];
const RGB_888 = [0xff0000, 0xff00, 0xff, 0];
const RGBA_8888 = [0xff0000, 0xff00, 0xff, 0xff000000];
const WHOLE_BYTES = [0xff, 0xff00, 0xff0000, 0xff000000];

/**
 * Decodes a bitmap whose pixels are numbers of 16, 24 or 32 bits with the channels where its masks say, or
 * 555 or 888 if it has none. Transparent parts become white.
 *
 * @throws ImageHeaderError for masks that Pillow does not know; RangeError if the file is cut short
 */
export function decodeBitfields(bytes: Uint8Array, layout: BmpLayout): RgbImage {
  const { width, height, bits, topDown, pixels } = layout;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const masks = masksOf(file, layout);
  checkRows(bytes, layout);
  const channels = masks.slice(0, masks[3] === 0 ? 3 : 4).map(channelOf);
  const data = new Uint8Array(width * height * channels.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = pixels + rowBytes(layout) * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++, from += bits / 8) {
      const value = file.readUIntLE(from, bits / 8);
      for (const { shift, most } of channels)
        // Truncated, as in Pillow's src/libImaging/Unpack.c.
        data[to++] = Math.floor((((value >>> shift) & most) * 255) / most);
    }
  }
  const image = { width, height, data };
  return channels.length === 4 ? compositeOnWhite(image) : image;
}

/** The masks of red, green, blue and transparency; the last is 0 if there is none. */
function masksOf(file: Buffer, { headerSize, bits, compression }: BmpLayout): number[] {
  if (compression !== BITFIELDS) return bits === 16 ? RGB_555 : RGB_888;
  const masks = [0, 1, 2].map((channel) => file.readUInt32LE(MASKS + channel * 4));
  masks.push(bits === 32 && headerSize >= WITH_ALPHA ? file.readUInt32LE(MASKS + 12) : 0);
  if (bits === 32 && masks.every((mask) => mask === 0)) return RGBA_8888;
  if (!isSupported(masks, bits))
    throw new ImageHeaderError(`bitmaps with these masks for ${bits} bits are not supported`);
  return masks;
}

function isSupported(masks: readonly number[], bits: number): boolean {
  if (bits === 16)
    return [RGB_565, RGB_555].some((known) => known.every((mask, at) => mask === masks[at]));
  const used = masks[3] === 0 ? masks.slice(0, 3) : masks;
  return new Set(used).size === used.length && used.every((mask) => WHOLE_BYTES.includes(mask));
}

function channelOf(mask: number): { readonly shift: number; readonly most: number } {
  // The lowest bit that is set.
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, most: mask >>> shift };
}
