import { ServiceError } from '../../../errors.js';
import type { Size } from '../pixels.js';
import { countFrames, fileFormatOf } from './file-format.js';
import { ImageHeaderError } from './image-header.js';
import { MAX_FRAMES, MAX_SIDE } from './image-limits.js';
import { unsupportedFormat } from './unsupported-format.js';

/**
 * @param cost the memory that a pixel takes while decoding, in multiples of what most formats need
 * @throws ServiceError `not_an_image` or `image_too_many_pixels`
 */
export function checkSize({ width, height }: Size, maxPixels: number, cost = 1): void {
  if (width === 0 || height === 0)
    throw new ServiceError('not_an_image', 'the image has no pixels');
  if (width * height > maxPixels)
    throw new ServiceError(
      'image_too_many_pixels',
      `the image has ${width}×${height} pixels, more than the ${maxPixels} allowed`,
    );
  const allowed = Math.floor(maxPixels / cost);
  if (width * height > allowed)
    throw new ServiceError(
      'image_too_many_pixels',
      `the image has ${width}×${height} pixels, more than the ${allowed} allowed for its format`,
    );
  if (Math.max(width, height) > MAX_SIDE)
    throw new ServiceError(
      'image_too_many_pixels',
      `the image has ${width}×${height} pixels, more than the ${MAX_SIDE} allowed for a side`,
    );
}

/**
 * Refuses what sharp must not be given: other formats, and more frames than it counts quickly.
 *
 * @throws ImageHeaderError, ServiceError `image_too_many_pixels`
 */
export function checkFileFormat(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = fileFormatOf(view);
  if (format === undefined)
    throw new ImageHeaderError(
      unsupportedFormat(bytes) ?? 'it is no JPEG, PNG, GIF, BMP, WebP, AVIF or TIFF',
    );
  if (countFrames(view, format, MAX_FRAMES) > MAX_FRAMES)
    throw new ServiceError(
      'image_too_many_pixels',
      `the image has more than the ${MAX_FRAMES} frames allowed`,
    );
}
