import { jpegSegments, SOS } from './jpeg-segments.js';

/**
 * Counts the scans that a JPEG's decoder goes through, up to `limit` + 1. A sequential first scan that
 * has all components is the only one to be decoded.
 *
 * @param start offset of the segment after the frame header
 */
export function countScans(
  view: DataView,
  start: number,
  frame: { readonly progressive: boolean; readonly components: number },
  limit: number,
): number {
  let scans = 0;
  for (const { marker, offset } of jpegSegments(view, start)) {
    if (marker !== SOS) continue;
    scans++;
    if (scans > limit) break;
    if (!frame.progressive && isInterleaved(view, offset, frame.components)) break;
  }
  return scans;
}

function isInterleaved(view: DataView, offset: number, components: number): boolean {
  return offset + 2 < view.byteLength && view.getUint8(offset + 2) === components;
}
