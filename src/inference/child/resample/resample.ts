import type { Preprocessing } from '../../../model/preprocessing.js';
import { resizesToBytes } from '../../../model/resamplings.js';
import type { InputPixels, Rectangle, RgbImage, Size } from '../pixels.js';
import { applyFilters } from './apply-filters.js';
import { CUBIC, pillowFilter, TRIANGLE, type Axis } from './pillow-filter.js';
import { resizeBilinear } from './tensorflow-bilinear.js';

/**
 * Resampling as Pillow does it (`Image.resize` with `BILINEAR` or `BICUBIC`, src/libImaging/Resample.c),
 * to the bit: separable, across and then down, in 8 bits with fixed-point weights. Or as TensorFlow's
 * `ResizeBilinear` does it, in floats.
 *
 * A model's accuracy holds only for images that are resized as those it was measured with. A resize
 * that does not antialias, or rounds differently, changes one answer in eight.
 */

/**
 * Resizes a region of an image to `size` and returns the part within `crop`. Computes no other pixel.
 *
 * Pillow's: each row is resampled across and added to the sums of the output rows that it contributes
 * to, so the memory depends on the size of the output, not of the image.
 *
 * @param region pixels outside of it have no influence; it may have fractions only where an image was
 *   scaled while decoding
 * @returns 0…255, shape [crop.height, crop.width, 3]: bytes if `resizesToBytes`, else floats
 */
export function resample(
  image: RgbImage,
  region: Rectangle,
  size: Size,
  crop: Rectangle,
  resampling: Preprocessing['resampling'],
): InputPixels {
  if (!resizesToBytes(resampling)) return resizeBilinear(image, region, size, crop, resampling);
  const kernel = resampling === 'bicubic-antialias' ? CUBIC : TRIANGLE;
  const across = axis(image.width, region.left, region.width, size.width);
  const down = axis(image.height, region.top, region.height, size.height);
  const columns = pillowFilter(across, kernel, crop.left, crop.width);
  const rows = pillowFilter(down, kernel, crop.top, crop.height);
  return applyFilters(image, columns, rows);
}

function axis(samples: number, origin: number, length: number, outputs: number): Axis {
  return {
    start: Math.floor(origin),
    end: Math.min(samples, Math.ceil(origin + length)),
    origin,
    scale: length / outputs,
  };
}
