import { ImageHeaderError, type ImageHeader } from './image-header.js';
import { IDAT, IHDR, PNG_SIGNATURE, pngChunks } from './png-chunks.js';
import { PngMetadata } from './png-orientation.js';

const TRNS = 0x74524e53;

/** The bit of IHDR's colour type for an alpha channel. */
const ALPHA_USED = 4;

/** Reads a PNG's IHDR chunk, whether it has transparency, and its orientation. */
export function readPngHeader(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 8 || view.getBigUint64(0) !== PNG_SIGNATURE) return undefined;
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

/** Transparency counts before the image data only, the orientation anywhere, as for Pillow. */
function readChunks(view: DataView): { orientation: number; transparent: boolean } {
  const file = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  const metadata = new PngMetadata();
  let transparent = false;
  let data = false;
  for (const { type, offset, end } of pngChunks(view)) {
    if (end > view.byteLength) break;
    if (type === IDAT) data = true;
    else if (type === TRNS) transparent ||= !data;
    else
      metadata.add(file.toString('latin1', offset + 4, offset + 8), file.subarray(offset + 8, end));
  }
  return { orientation: metadata.orientation, transparent };
}
