const EOI = 0xd9;
const SOS = 0xda;

/**
 * Counts a JPEG's scans, as far as `limit`, when its decoder would go through more than one. Where all
 * components come in a first, sequential scan, it stops behind that.
 *
 * @param start where the segment after the frame header begins
 */
export function countScans(
  view: DataView,
  start: number,
  frame: { readonly progressive: boolean; readonly components: number },
  limit: number,
): number {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let scans = 0;
  let offset = start;
  while (scans <= limit) {
    // Between FF and a marker's code may be more FF; FF00 and restart markers belong to a scan's data.
    offset = bytes.indexOf(0xff, offset);
    if (offset === -1) break;
    while (bytes[offset] === 0xff) offset++;
    const marker = bytes[offset++];
    if (marker === undefined || marker === EOI) break;
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    if (offset + 3 > bytes.length) break;
    if (marker === SOS) {
      scans++;
      if (!frame.progressive && bytes[offset + 2] === frame.components) break;
    }
    offset += Math.max(view.getUint16(offset), 2);
  }
  return scans;
}
