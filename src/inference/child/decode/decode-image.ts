import { ServiceError } from '../../../errors.js';
import type { RgbImage, Size } from '../pixels.js';
import { compositeOnWhite } from './composite.js';
import { fileFormatOf, countFrames } from './file-format.js';
import { ImageHeaderError, type ImageHeader } from './image-header.js';
import { orient } from './orient.js';
import { decodePaletteBmp } from './palette-bmp.js';
import { MAX_FRAMES } from './image-limits.js';
import { readImageHeader } from './read-image-header.js';
import { decodeWithSharp } from './sharp-decoder.js';
import { decodeBmp, decodeJpeg, decodePng } from './tensorflow-decoders.js';

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
 * TensorFlow's kernels, which `tf.node.decodeImage` calls too, decode JPEG, PNG and BMP. sharp decodes
 * everything else except bitmaps with a palette, which neither supports.
 *
 * @throws ServiceError `not_an_image` or `image_too_many_pixels`
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  try {
    const header = readImageHeader(bytes);
    if (header !== undefined) checkSize(header, options.maxPixels);
    if (header?.format === 'bmp' && !header.tensorflowDecodable) return decodePaletteBmp(bytes);
    if (header === undefined) checkFileFormat(bytes);
    if (!header?.tensorflowDecodable)
      return await decodeWithSharp(bytes, (size) => {
        checkSize(size, options.maxPixels);
      });
    return orient(decodeWithTensorflow(bytes, header, options), header.orientation);
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    const reason = error instanceof ImageHeaderError ? `: ${error.message}` : '';
    throw new ServiceError('not_an_image', `the image cannot be decoded${reason}`, {
      cause: error,
    });
  }
}

function decodeWithTensorflow(
  bytes: Uint8Array,
  header: ImageHeader,
  { minimumSize }: DecodeOptions,
): RgbImage {
  if (header.format === 'jpeg') {
    const ratio = scalingRatio(header, minimumSize);
    const extent = { width: header.width / ratio, height: header.height / ratio };
    return { ...decodeJpeg(bytes, ratio), extent };
  }
  if (header.format === 'png') {
    const pixels = decodePng(bytes, header.alpha ? 4 : 3);
    return header.alpha ? compositeOnWhite(pixels) : pixels;
  }
  const pixels = decodeBmp(bytes);
  // A bitmap's fourth channel is padding, not transparency.
  return pixels.channels === 4 ? withoutFourth(pixels) : pixels;
}

/** The ratio by which a JPEG can be scaled while decoding: 1, 2, 4 or 8. */
function scalingRatio(header: ImageHeader, minimumSize: DecodeOptions['minimumSize']): number {
  const { width, height } = header;
  const turned = header.orientation >= 5;
  const least = minimumSize(turned ? { width: height, height: width } : header);
  const [leastWidth, leastHeight] = turned
    ? [least.height, least.width]
    : [least.width, least.height];
  const fits = (ratio: number) => width / ratio >= leastWidth && height / ratio >= leastHeight;
  return [8, 4, 2].find(fits) ?? 1;
}

function withoutFourth({ width, height, data }: RgbImage): RgbImage {
  const result = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < result.length; from += 4) {
    result[to++] = data[from]!;
    result[to++] = data[from + 1]!;
    result[to++] = data[from + 2]!;
  }
  return { width, height, data: result };
}

/** Refuses what sharp must not be given: other formats, and more frames than it counts quickly. */
function checkFileFormat(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = fileFormatOf(view);
  if (format === undefined)
    throw new ImageHeaderError('it is no JPEG, PNG, GIF, BMP, WebP, AVIF or TIFF');
  if (countFrames(view, format, MAX_FRAMES) > MAX_FRAMES)
    throw new ServiceError(
      'image_too_many_pixels',
      `the image has more than the ${MAX_FRAMES} frames allowed`,
    );
}

function checkSize({ width, height }: Size, maxPixels: number): void {
  if (width === 0 || height === 0)
    throw new ServiceError('not_an_image', 'the image has no pixels');
  if (width * height > maxPixels)
    throw new ServiceError(
      'image_too_many_pixels',
      `the image has ${width}×${height} pixels, more than the ${maxPixels} allowed`,
    );
}
