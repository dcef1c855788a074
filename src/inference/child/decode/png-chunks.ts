export const PNG_SIGNATURE = 0x89504e470d0a1a0an;
// Chunk types, PNG specification (third edition), section 11.
export const IHDR = 0x49484452;
export const IDAT = 0x49444154;
export const IEND = 0x49454e44;

export interface PngChunk {
  readonly type: number;
  /** Offset of the chunk's first byte; its content comes 8 bytes later. */
  readonly offset: number;
  /** Length of the content as the chunk states it, which may be beyond the end of the file. */
  readonly length: number;
  /** Offset after the content. A checksum of 4 bytes follows. */
  readonly end: number;
}

/** Walks through a PNG's chunks up to IEND, the end of the file or what is no chunk. */
export function* pngChunks(view: DataView): Generator<PngChunk> {
  let offset = 8;
  while (offset + 8 <= view.byteLength && isType(view, offset + 4)) {
    const length = view.getUint32(offset);
    const type = view.getUint32(offset + 4);
    const end = offset + 8 + length;
    yield { type, offset, length, end };
    if (type === IEND) return;
    offset = end + 4;
  }
}

/** Pillow's rule: letters, digits and the underscore. */
function isType(view: DataView, offset: number): boolean {
  const text = Buffer.from(view.buffer, view.byteOffset + offset, 4).toString('latin1');
  return /^\w{4}$/.test(text);
}
