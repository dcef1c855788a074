import { ImageHeaderError } from './image-header.js';
import { firstDirectory, tiffLayout } from './tiff-directory.js';

// Tags of TIFF 6.0, section 8 and following.
const BITS_PER_SAMPLE = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const SAMPLES_PER_PIXEL = 277;
const EXTRA_SAMPLES = 338;

const SHORT = 3;
const CMYK = 5;
const CIELAB = 8;
/** Compressions that libvips is built without. */
const COMPRESSIONS: Record<number, string> = { 34925: 'LZMA', 50000: 'ZSTD' };
/** Colour channels by photometric interpretation: gray, RGB, palette, CMYK, YCbCr. */
const COLOURS: Record<number, number> = { 0: 1, 1: 1, 2: 3, 3: 1, [CMYK]: 4, 6: 3 };

/**
 * Reads whether a TIFF's extra channel is to be ignored, because it is not transparency.
 *
 * @throws ImageHeaderError for channels that libvips would decode as others, and for compressions that
 *   it does not support; RangeError if the file is cut short
 */
export function hasIgnoredChannel(view: DataView): boolean {
  const tags = firstShorts(view);
  const photometric = tags.get(PHOTOMETRIC) ?? 1;
  const samples = tags.get(SAMPLES_PER_PIXEL) ?? 1;
  const compression = COMPRESSIONS[tags.get(COMPRESSION) ?? 1];
  if (compression !== undefined)
    throw new ImageHeaderError(`TIFFs compressed with ${compression} are not supported`);
  if (photometric === CIELAB) throw new ImageHeaderError('LAB TIFFs are not supported');
  const extra = samples - (COLOURS[photometric] ?? samples);
  if (extra > 1 || (extra === 1 && photometric === CMYK))
    throw new ImageHeaderError(`TIFFs with ${samples} channels are not supported`);
  if (photometric === CMYK && tags.get(BITS_PER_SAMPLE) !== 8)
    throw new ImageHeaderError('CMYK TIFFs are supported with 8 bits a channel only');
  return extra === 1 && tags.get(EXTRA_SAMPLES) === 0;
}

/** The first value of each tag of type SHORT in the first directory. */
function firstShorts(view: DataView): Map<number, number> {
  const layout = tiffLayout(view);
  const tags = new Map<number, number>();
  for (const { tag, type, count, at } of firstDirectory(view, layout)) {
    if (type !== SHORT) continue;
    const inPlace = count * 2 <= layout.addressBytes;
    tags.set(tag, view.getUint16(inPlace ? at : layout.address(at), layout.little));
  }
  return tags;
}
