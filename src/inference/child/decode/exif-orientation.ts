const ORIENTATION = 0x0112;
const SHORT = 3;
const LONG = 4;

/**
 * Reads the orientation from an Exif block, which is a small TIFF file (Exif 2.32, sections 4.5 and
 * 4.6.4).
 *
 * @returns the orientation, of which 1…8 are valid (0 if it is no number), or undefined if the block is
 *   broken or has none: this is no reason to refuse an image
 */
export function readExifOrientation(tiff: DataView): number | undefined {
  try {
    const byteOrder = tiff.getUint16(0);
    if (byteOrder !== 0x4949 && byteOrder !== 0x4d4d) return undefined;
    const littleEndian = byteOrder === 0x4949;
    const directory = tiff.getUint32(4, littleEndian);
    const entries = tiff.getUint16(directory, littleEndian);
    for (let index = 0; index < entries; index++) {
      const entry = directory + 2 + index * 12;
      if (tiff.getUint16(entry, littleEndian) !== ORIENTATION) continue;
      const type = tiff.getUint16(entry + 2, littleEndian);
      // The specification has SHORT; Pillow takes both.
      if (type !== SHORT && type !== LONG) return 0;
      const value = entry + 8;
      return type === SHORT
        ? tiff.getUint16(value, littleEndian)
        : tiff.getUint32(value, littleEndian);
    }
    return undefined;
  } catch {
    return undefined;
  }
}

const PREFIX = 'Exif\0\0';

/** As `readExifOrientation`, for a block that may have the prefix of a JPEG's, as in some WebPs. */
export function readExifBlock(block: Buffer): number | undefined {
  let tiff = block;
  while (tiff.toString('latin1', 0, PREFIX.length) === PREFIX) tiff = tiff.subarray(PREFIX.length);
  return readExifOrientation(new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength));
}
