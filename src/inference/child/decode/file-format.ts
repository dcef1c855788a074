import { countGifFrames } from './gif-frames.js';
import { ImageHeaderError } from './image-header.js';
import { countTiffPages } from './tiff-pages.js';
import { countWebpFrames } from './webp-frames.js';

/** The formats that sharp decodes, besides JPEGs of four components. */
export type FileFormat = 'gif' | 'webp' | 'avif' | 'tiff';

/**
 * Recognises a file's format by its first bytes.
 *
 * @throws ImageHeaderError for HEIC: the same container with a patented codec
 */
export function fileFormatOf(view: DataView): FileFormat | undefined {
  const text = (offset: number, length: number) =>
    Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString(
      'latin1',
      offset,
      offset + length,
    );
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'gif';
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return 'webp';
  // The file type box (ISO/IEC 14496-12): the major brand or one of the compatible brands.
  if (text(4, 4) === 'ftyp') {
    const brands = text(8, Math.min(view.getUint32(0), 256) - 8);
    if (/avif|avis/.test(brands)) return 'avif';
    if (/hei[cxms]|hev[cxms]/.test(brands)) throw new ImageHeaderError('HEIC is not supported');
    return undefined;
  }
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
