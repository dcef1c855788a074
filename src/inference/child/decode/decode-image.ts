import { ServiceError } from '../../../errors.js';
import type { RgbImage, Size } from '../pixels.js';
import { checkFileFormat, checkSize } from './check-image.js';
import { decodeOtherBmp } from './decode-bmp.js';
import { DecoderMissingError } from './decoder-missing.js';
import { decodeWithTensorflow } from './decode-with-tensorflow.js';
import { ImageHeaderError } from './image-header.js';
import { readImageHeader } from './read-image-header.js';

export interface DecodeOptions {
  /** The maximum number of pixels in the header. */
  readonly maxPixels: number;
  /** The minimum size to which a JPEG may be scaled while decoding, given its upright size. */
  readonly minimumSize: (upright: Size) => Size;
}

/**
 * Decodes an image to upright RGB: first frame, Exif orientation applied, transparency on white,
 * colour profiles ignored.
 *
 * TensorFlow decodes JPEG, PNG and BMP. sharp decodes everything else except bitmaps that
 * neither supports.
 *
 * @throws ServiceError `not_an_image` or `image_too_many_pixels`; DecoderMissingError
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  try {
    return await decode(bytes, options);
  } catch (error) {
    if (error instanceof ServiceError || error instanceof DecoderMissingError) throw error;
    const reason = error instanceof ImageHeaderError ? `: ${error.message}` : '';
    throw new ServiceError('not_an_image', `the image cannot be decoded${reason}`, {
      cause: error,
    });
  }
}

async function decode(
  bytes: Uint8Array,
  { maxPixels, minimumSize }: DecodeOptions,
): Promise<RgbImage> {
  const header = readImageHeader(bytes);
  if (header === undefined) checkFileFormat(bytes);
  else checkSize(header, maxPixels);
  if (header?.tensorflowDecodable) return decodeWithTensorflow(bytes, header, minimumSize);
  if (header?.format === 'bmp') return decodeOtherBmp(bytes);
  const { decodeWithSharp } = await loadSharpDecoder();
  return decodeWithSharp(bytes, (size, cost) => {
    checkSize(size, maxPixels, cost);
  });
}

/** Most images do not need sharp, which takes memory and time to load. */
async function loadSharpDecoder(): Promise<typeof import('./sharp-decoder.js')> {
  try {
    return await import('./sharp-decoder.js');
  } catch (error) {
    throw new DecoderMissingError('sharp', error);
  }
}
