import sharp from 'sharp';
import type { Pixels, RgbImage, Size } from '../pixels.js';
import { stillAvif } from './animated-avif.js';
import { bandsOf } from './bands.js';
import { cmykToRgb } from './cmyk.js';
import { compositeOnWhite, withoutFourth } from './composite.js';
import { fileFormatOf } from './file-format.js';
import { ImageHeaderError } from './image-header.js';
import { joinUpright } from './orient.js';
import { storedOrientation } from './stored-orientation.js';
import { hasIgnoredChannel } from './tiff-channels.js';
import { heif } from './unsupported-format.js';

// One image at a time: sharp's threads and caches would gain nothing.
sharp.concurrency(1);
sharp.cache(false);

// libvips has loaders for many more formats, some of which interpret the file (SVG). They are blocked for
// the whole process. Tools that share this module read PNG.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif', 'Tiff'].map(
    (format) => `VipsForeignLoad${format}`,
  ),
});

// libvips keeps images above 100 MB in a file of TMPDIR otherwise, and fails where it cannot be written.
process.env['VIPS_DISC_THRESHOLD'] = '64g';

/** See `checkSize`. The JPEGs here have four components. */
const PIXEL_COSTS: Record<string, number> = { heif: 2.5, jpeg: 4 / 3, webp: 5 / 3 };

/**
 * Decodes the first frame to upright RGB on white. Colour profiles are ignored.
 *
 * @param checkSize throws if the size in the header is not allowed; called before decoding
 * @throws Error of sharp's if the image cannot be decoded
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  checkSize: (size: Size, cost: number) => void,
): Promise<RgbImage> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fileFormat = fileFormatOf(view);
  const ignoreExtra = fileFormat === 'tiff' && hasIgnoredChannel(view);
  const image = sharp(fileFormat === 'avif' ? stillAvif(bytes) : bytes, {
    ignoreIcc: true,
    failOn: 'error',
    limitInputPixels: false,
    // libvips then keeps some rows only, except for formats that it decodes as a whole.
    sequentialRead: true,
  });
  const metadata = await image.metadata();
  const { width, height, format, compression, space } = metadata;
  checkSize({ width, height }, PIXEL_COSTS[format] ?? 1);
  // HEIC is the same container around a patented codec.
  if (format === 'heif' && compression !== 'av1') throw new ImageHeaderError(heif('HEIC'));
  // Converted below: sharp would use a colour profile, its own if the image has none.
  const cmyk = space === 'cmyk';
  if (cmyk) image.pipelineColourspace('cmyk');
  const { data, info } = await image
    .toColourspace(cmyk ? 'cmyk' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const bands = bandsOf({ width: info.width, height: info.height, data });
  // Turned here too: libvips would copy the whole image, in the file's number of bits.
  const toRgb = conversion(cmyk, ignoreExtra, info.channels);
  return joinUpright({ width, height, bands }, storedOrientation(metadata, view), toRgb);
}

function conversion(
  cmyk: boolean,
  ignoreExtra: boolean,
  channels: number,
): (pixels: Pixels) => Pixels {
  if (channels !== (cmyk ? 4 : 3) && (cmyk || channels !== 4))
    throw new ImageHeaderError(`${channels} channels are not supported`);
  if (cmyk) return cmykToRgb;
  if (ignoreExtra) return withoutFourth;
  // sharp's own flattening truncates where Pillow rounds.
  return channels === 4 ? compositeOnWhite : (pixels) => pixels;
}
