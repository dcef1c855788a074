import { readExifOrientation } from './exif-orientation.js';
import { ImageHeaderError, type ImageHeader } from './image-header.js';

const SIGNATURE = 0x89504e470d0a1a0an;
// Chunk types, PNG specification (third edition), section 11.
const IHDR = 0x49484452;
const IDAT = 0x49444154;
const EXIF = 0x65584966;
const TRNS = 0x74524e53;

/** The bit of IHDR's colour type for an alpha channel. */
const ALPHA_USED = 4;

/** Reads a PNG's IHDR chunk, and the tRNS and eXIf chunks before the image data. */
export function readPngHeader(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 8 || view.getBigUint64(0) !== SIGNATURE) return undefined;
  if (view.getUint32(12) !== IHDR) throw new ImageHeaderError('a PNG without a header');
  const { orientation, transparent } = readChunks(view);
  return {
    format: 'png',
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation,
    alpha: transparent || (view.getUint8(25) & ALPHA_USED) !== 0,
    tensorflowDecodable: true,
  };
}

/** Reads the chunks before the image data. */
function readChunks(view: DataView): { orientation: number; transparent: boolean } {
  let orientation = 1;
  let transparent = false;
  let offset = 8;
  while (offset + 8 <= view.byteLength) {
    const length = view.getUint32(offset);
    const type = view.getUint32(offset + 4);
    const start = offset + 8;
    if (type === IDAT || start + length > view.byteLength) break;
    if (type === TRNS) transparent = true;
    if (type === EXIF) {
      const exif = new DataView(view.buffer, view.byteOffset + start, length);
      orientation = readExifOrientation(exif) ?? 1;
    }
    // Length, type and checksum take 12 bytes.
    offset += length + 12;
  }
  return { orientation, transparent };
}
