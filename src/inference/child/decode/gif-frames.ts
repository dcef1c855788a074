const HEADER = 13;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
/** Bits of a packed field: whether a colour table follows, and its size. */
const TABLE = 0x80;
const TABLE_SIZE = 7;

/** Counts a GIF's image descriptors (GIF89a, appendix A) up to its end or the first error. */
export function countGifFrames(view: DataView, limit: number): number {
  let frames = 0;
  let offset = HEADER + tableLength(view.getUint8(10));
  while (offset < view.byteLength && frames <= limit) {
    const introducer = view.getUint8(offset);
    if (introducer === EXTENSION) {
      offset = afterBlocks(view, offset + 2);
    } else if (introducer === IMAGE) {
      frames++;
      if (offset + 10 > view.byteLength) break;
      const table = tableLength(view.getUint8(offset + 9));
      // The descriptor, the colour table and the LZW minimum code size.
      offset = afterBlocks(view, offset + 10 + table + 1);
    } else if (introducer === 0) {
      // Some encoders write an extra block terminator.
      offset++;
    } else {
      break;
    }
  }
  return frames;
}

function tableLength(packed: number): number {
  return packed & TABLE ? 3 * 2 ** ((packed & TABLE_SIZE) + 1) : 0;
}

/** Skips sub-blocks, each preceded by its length in one byte, and the empty one that ends them. */
function afterBlocks(view: DataView, start: number): number {
  let offset = start;
  while (offset < view.byteLength) {
    const length = view.getUint8(offset);
    offset += length + 1;
    if (length === 0) break;
  }
  return offset;
}
