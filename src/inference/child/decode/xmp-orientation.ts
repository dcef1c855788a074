/**
 * Reads the orientation from an XMP packet by Pillow's pattern. Exif's orientation goes before it.
 *
 * @returns 0…9, of which 1…8 are valid, or undefined if there is none
 */
export function readXmpOrientation(packet: Uint8Array): number | undefined {
  const text = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength).toString('latin1');
  const digit = /tiff:Orientation(?:="|>)([0-9])/.exec(text)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

/** The orientation of an image whose metadata has these. Invalid ones mean upright, as for Pillow. */
export function orientationOf(exif: number | undefined, xmp: number | undefined): number {
  const orientation = exif ?? xmp ?? 1;
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}
