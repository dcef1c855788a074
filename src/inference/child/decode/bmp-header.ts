import { readBmpLayout, UNCOMPRESSED } from './bmp-layout.js';
import type { ImageHeader } from './image-header.js';

const BM = 0x424d;
const BITMAPINFOHEADER = 40;

/** Reads the header of a Windows or OS/2 bitmap. */
export function readBmpHeader(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 2 || view.getUint16(0) !== BM) return undefined;
  const { headerSize, width, height, bits, compression } = readBmpLayout(view);
  return {
    format: 'bmp',
    width,
    height,
    orientation: 1,
    alpha: false,
    tensorflowDecodable:
      headerSize >= BITMAPINFOHEADER &&
      (bits === 24 || bits === 32) &&
      compression === UNCOMPRESSED,
  };
}
