/** Boxes that contain boxes, on the way to an image's properties; `meta` has a version and flags first. */
const WAY = ['meta', 'iprp', 'ipco'];
/** Rotation and mirroring (ISO/IEC 23008-12, 6.5.10 and 6.5.12). */
const TURNS = new Set(['irot', 'imir']);

/** Whether an AVIF says by properties of its own that it is to be turned or mirrored. */
export function turnsItself(view: DataView): boolean {
  let inside = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  for (const name of WAY) {
    const box = [...boxes(inside)].find(({ type }) => type === name);
    if (box === undefined) return false;
    inside = name === 'meta' ? box.content.subarray(4) : box.content;
  }
  return [...boxes(inside)].some(({ type }) => TURNS.has(type));
}

/** Walks through boxes (ISO/IEC 14496-12, 4.2) one after another. */
function* boxes(bytes: Buffer): Generator<{ type: string; content: Buffer }> {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    // A size of 0 means up to the end, 1 that the size follows in 64 bits: only for data, which is of no interest.
    const end = size < 8 ? bytes.length : at + size;
    yield { type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, end) };
    at = end;
  }
}
