/** Offset of a file type box's major brand. The minor version and the compatible brands follow it. */
const MAJOR_BRAND = 8;
const COMPATIBLE_BRANDS = 16;
/** As in `brandsOf`. */
const MAX_BOX = 256;

/**
 * Makes an AVIF animation a still image. The animation's file has its first frame as an image item too, but
 * libvips does not recognise the brands of image sequences (ISO/IEC 23008-12, section 10).
 *
 * @param bytes an AVIF
 * @returns the same bytes, or a copy with other brands if it is an animation
 */
export function stillAvif(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isSequence(file, MAJOR_BRAND)) return bytes;
  const still = Buffer.from(file);
  const end = Math.min(file.readUInt32BE(0), file.length, MAX_BOX);
  for (
    let at = MAJOR_BRAND;
    at + 4 <= end;
    at = at < COMPATIBLE_BRANDS ? COMPATIBLE_BRANDS : at + 4
  )
    if (isSequence(file, at)) still.write('avif', at, 'latin1');
  return still;
}

function isSequence(file: Buffer, at: number): boolean {
  return ['avis', 'msf1'].includes(file.toString('latin1', at, at + 4));
}
