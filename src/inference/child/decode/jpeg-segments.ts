// Markers of ITU-T T.81, table B.1.
export const EOI = 0xd9;
export const SOS = 0xda;
const TEM = 0x01;

/** A segment of a JPEG. EOI has none, and therefore a length of 0. */
export interface JpegSegment {
  readonly marker: number;
  /** Offset of the segment's first byte, which begins with its length. */
  readonly offset: number;
  /** Length in bytes as the segment states it; a length below 2 is invalid. */
  readonly length: number;
}

/**
 * Walks through a JPEG's segments (ITU-T T.81, annex B) up to EOI or the end of the file. Any number of
 * FF bytes may precede a marker's code. Stray bytes, entropy-coded data, FF00 and the markers without
 * a segment are skipped.
 */
export function* jpegSegments(view: DataView, start: number): Generator<JpegSegment> {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let offset = start;
  for (;;) {
    // Much faster in entropy-coded data than a loop.
    offset = bytes.indexOf(0xff, offset);
    if (offset === -1) return;
    while (bytes[offset] === 0xff) offset++;
    const marker = bytes[offset++];
    if (marker === undefined) return;
    if (marker <= TEM || isRestart(marker)) continue;
    const length = marker === EOI ? 0 : lengthAt(view, offset);
    if (length === undefined) return;
    yield { marker, offset, length };
    if (marker === EOI) return;
    offset += Math.max(length, 2);
  }
}

function lengthAt(view: DataView, offset: number): number | undefined {
  return offset + 2 <= view.byteLength ? view.getUint16(offset) : undefined;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
