import sharp from 'sharp';
import type { RgbImage, Size } from '../rgb-image.js';
import { cmykToRgb } from './cmyk.js';
import { compositeOnWhite } from './composite.js';

// libvips has loaders for many more formats, some of which draw or run what a file says (SVG). Blocked
// for the whole process; PNG is read by tools that share this module.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif', 'Tiff'].map(
    (format) => `VipsForeignLoad${format}`,
  ),
});

// libvips keeps images above 100 MB in a file of TMPDIR otherwise, and fails where it cannot be written.
process.env['VIPS_DISC_THRESHOLD'] = '64g';

/**
 * Decodes the first frame to upright RGB on white, colour profiles ignored.
 *
 * @param checkSize refuses a size, as the header says it, by throwing; asked before anything is decoded
 * @throws Error of sharp's when the image cannot be decoded
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
  // Ink is turned into light here: sharp would go by a colour profile, its own where there is none.
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
