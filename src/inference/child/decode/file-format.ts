import { brandsOf } from './file-type-box.js';
import { countGifFrames } from './gif-frames.js';
import { countTiffPages } from './tiff-pages.js';
import { countWebpFrames } from './webp-frames.js';

/** The formats that sharp decodes, besides JPEGs of four components. */
export type FileFormat = 'gif' | 'webp' | 'avif' | 'tiff';

/** Recognises a file's format by its first bytes. */
export function fileFormatOf(view: DataView): FileFormat | undefined {
  const text = (offset: number, length: number) =>
    Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString(
      'latin1',
      offset,
      offset + length,
    );
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'gif';
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return 'webp';
  if (brandsOf(view).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  // TIFF 6.0 and BigTIFF.
  return /^(II[*+]\0|MM\0[*+])$/.test(text(0, 4)) ? 'tiff' : undefined;
}

/**
 * Counts frames or pages without decoding anything, up to `limit` + 1.
 *
 * @returns at least 1 for an intact file
 */
export function countFrames(view: DataView, format: FileFormat, limit: number): number {
  if (format === 'gif') return countGifFrames(view, limit);
  if (format === 'webp') return countWebpFrames(view, limit);
  // libheif reads an AVIF's items only, and limits their number itself.
  return format === 'tiff' ? countTiffPages(view, limit) : 1;
}
