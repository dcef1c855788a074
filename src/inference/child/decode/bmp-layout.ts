import { ImageHeaderError } from './image-header.js';

/** Size in bytes of the file header, which the bitmap header follows. */
const FILE_HEADER = 14;
/** BITMAPCOREHEADER, OS/2 1.x: sizes of two bytes, palette entries of three. */
const CORE = 12;
/** BITMAPINFOHEADER, versions 2 and 3 (with masks), OS/2 2.x, versions 4 and 5. */
const INFO_HEADERS = [40, 52, 56, 64, 108, 124];

export const UNCOMPRESSED = 0;
export const RLE8 = 1;
export const RLE4 = 2;
export const BITFIELDS = 3;

/** What a bitmap's header states. */
export interface BmpLayout {
  readonly headerSize: number;
  readonly width: number;
  readonly height: number;
  /** Whether the first row is the top one. */
  readonly topDown: boolean;
  /** Bits per pixel. */
  readonly bits: number;
  readonly compression: number;
  /** Offset of the header's end, where the palette is. */
  readonly palette: number;
  /** Bytes of a palette's entry: blue, green, red, and padding if there are four. */
  readonly paletteEntry: 3 | 4;
  readonly colors: number;
  /** Offset of the pixels. */
  readonly pixels: number;
}

/**
 * Reads the headers of a Windows or OS/2 bitmap.
 *
 * @throws ImageHeaderError if it has an unknown header; RangeError if it is cut short
 */
export function readBmpLayout(view: DataView): BmpLayout {
  const headerSize = view.getUint32(FILE_HEADER, true);
  if (headerSize === CORE) return coreLayout(view);
  if (!INFO_HEADERS.includes(headerSize))
    throw new ImageHeaderError(`bitmaps with a header of ${headerSize} bytes are not supported`);
  const height = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const used = view.byteLength < 50 ? 0 : view.getUint32(46, true);
  return withOffsets(view, {
    headerSize,
    width: Math.abs(view.getInt32(18, true)),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    compression: view.getUint32(30, true),
    paletteEntry: 4,
    colors: used === 0 ? 2 ** bits : used,
  });
}

function coreLayout(view: DataView): BmpLayout {
  const bits = view.getUint16(24, true);
  return withOffsets(view, {
    headerSize: CORE,
    width: view.getUint16(18, true),
    height: view.getUint16(20, true),
    topDown: false,
    bits,
    compression: UNCOMPRESSED,
    paletteEntry: 3,
    colors: 2 ** bits,
  });
}

/** Pixels at the header's end, where the palette is, come after the palette, as for Pillow. */
function withOffsets(view: DataView, layout: Omit<BmpLayout, 'palette' | 'pixels'>): BmpLayout {
  const palette = FILE_HEADER + layout.headerSize;
  const stated = view.getUint32(10, true);
  const afterPalette = palette + layout.paletteEntry * layout.colors;
  const pixels = layout.bits <= 8 && stated <= palette ? afterPalette : stated;
  return { ...layout, palette, pixels };
}

/** Bytes of a row of pixels, padded to four. */
export function rowBytes({ width, bits }: BmpLayout): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/**
 * Checks that an uncompressed bitmap has all its rows. The last one's padding may be missing, as for
 * Pillow.
 *
 * @throws ImageHeaderError
 */
export function checkRows(bytes: Uint8Array, layout: BmpLayout): void {
  const { width, height, bits, pixels } = layout;
  const end = pixels + rowBytes(layout) * (height - 1) + Math.ceil((width * bits) / 8);
  if (end > bytes.length) throw new ImageHeaderError('the bitmap is cut short');
}
