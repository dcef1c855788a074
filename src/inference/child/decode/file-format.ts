import { countGifFrames } from './gif-frames.js';
import { countTiffPages } from './tiff-pages.js';
import { countWebpFrames } from './webp-frames.js';

/** The formats that sharp is given, beside JPEGs of four components. */
export type FileFormat = 'gif' | 'webp' | 'avif' | 'tiff';

/** Tells a file's format by its first bytes. */
export function fileFormatOf(view: DataView): FileFormat | undefined {
  const text = (offset: number, length: number) =>
    Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString(
      'latin1',
      offset,
      offset + length,
    );
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'gif';
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return 'webp';
  // The box of file types: its brand, or one of those that it is compatible with (ISO/IEC 14496-12).
  if (text(4, 4) === 'ftyp') {
    const brands = text(8, Math.min(view.getUint32(0), 256) - 8);
    return /avif|avis/.test(brands) ? 'avif' : undefined;
  }
  // TIFF 6.0, and BigTIFF with its 43.
  return /^(II[*+]\0|MM\0[*+])$/.test(text(0, 4)) ? 'tiff' : undefined;
}

/**
 * Counts frames or pages without decoding anything, as far as `limit`.
 *
 * @returns at least 1 for what is whole; more than `limit` when there are too many
 */
export function countFrames(view: DataView, format: FileFormat, limit: number): number {
  if (format === 'gif') return countGifFrames(view, limit);
  if (format === 'webp') return countWebpFrames(view, limit);
  // libheif looks at an AVIF's items alone, and bounds their number itself.
  return format === 'tiff' ? countTiffPages(view, limit) : 1;
}
