/** Bytes of a file type box that are read. */
const MAX_BOX = 256;

/**
 * The brands of a file type box (ISO/IEC 14496-12, 4.3), the major one first: AVIF, HEIC and MP4 begin with
 * one.
 *
 * @returns none for other files
 */
export function brandsOf(view: DataView): string[] {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return [];
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, MAX_BOX);
  const brands: string[] = [];
  // The minor version comes after the major brand.
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4)
    brands.push(bytes.toString('latin1', at, at + 4));
  return brands;
}
