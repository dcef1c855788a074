import type { ImageHeader } from './image-header.js';

const BM = 0x424d;
const BITMAPINFOHEADER = 40;
const UNCOMPRESSED = 0;

/** Reads a Windows bitmap's BITMAPINFOHEADER or one of its successors, which extend it. */
export function readBmpHeader(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 2 || view.getUint16(0) !== BM) return undefined;
  const bits = view.getUint16(28, true);
  return {
    format: 'bmp',
    width: Math.abs(view.getInt32(18, true)),
    // Negative if the first row is the top one.
    height: Math.abs(view.getInt32(22, true)),
    orientation: 1,
    alpha: false,
    tensorflowDecodable:
      view.getUint32(14, true) >= BITMAPINFOHEADER &&
      (bits === 24 || bits === 32) &&
      view.getUint32(30, true) === UNCOMPRESSED,
  };
}
