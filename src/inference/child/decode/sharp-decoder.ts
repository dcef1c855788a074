import sharp from 'sharp';
import type { RgbImage, Size } from '../pixels.js';
import { cmykToRgb } from './cmyk.js';
import { compositeOnWhite } from './composite.js';

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

/**
 * Decodes the first frame to upright RGB on white. Colour profiles are ignored.
 *
 * @param checkSize throws if the size in the header is not allowed; called before decoding
 * @throws Error of sharp's if the image cannot be decoded
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  checkSize: (size: Size) => void,
): Promise<RgbImage> {
  const image = sharp(bytes, {
    ignoreIcc: true,
    failOn: 'error',
    limitInputPixels: false,
  });
  const { width, height, format, compression, space } = await image.metadata();
  checkSize({ width, height });
  // HEIC is the same container around a patented codec.
  if (format === 'heif' && compression !== 'av1') throw new Error(`${compression} in HEIF`);
  // Converted below: sharp would use a colour profile, its own if the image has none.
  const cmyk = space === 'cmyk';
  if (cmyk) image.pipelineColourspace('cmyk');
  const { data, info } = await image
    .autoOrient()
    .toColourspace(cmyk ? 'cmyk' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = { width: info.width, height: info.height, data };
  if (cmyk) return cmykToRgb(pixels);
  // sharp's own flattening truncates where Pillow rounds.
  return info.channels === 4 ? compositeOnWhite(pixels) : pixels;
}
