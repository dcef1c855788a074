const FIRST_CHUNK = 12;
const ANMF = 0x414e4d46;

/** Counts an animation's frames (RFC 9649, section 2.7.1.2); a still image counts as one. */
export function countWebpFrames(view: DataView, limit: number): number {
  let frames = 0;
  let offset = FIRST_CHUNK;
  while (offset + 8 <= view.byteLength && frames <= limit) {
    if (view.getUint32(offset) === ANMF) frames++;
    const length = view.getUint32(offset + 4, true);
    offset += 8 + length + (length % 2);
  }
  return Math.max(frames, 1);
}
