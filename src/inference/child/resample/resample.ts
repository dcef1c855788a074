import type { Rectangle, RgbImage, Size } from '../rgb-image.js';
import { applyFilters } from './apply-filters.js';
import { triangleFilter } from './triangle-filter.js';

/**
 * Resampling as Pillow does it (`Image.resize` with `BILINEAR`, src/libImaging/Resample.c), to the
 * bit: separable, across and then down, in 8 bits with fixed-point weights.
 *
 * A model answers as it was measured only if its images are shrunk as they were then; a resize that
 * does not antialias, or rounds otherwise, changes one answer in eight.
 */

/**
 * Resizes an image to `size` and gives the part within `crop`, computing no other pixel.
 *
 * Row by row: each is resampled across and added to the sums of the output rows that it belongs to,
 * so that memory is of the output's size whatever the image's.
 *
 * @param antialias false leaves out the widening of the filter when shrinking: plain bilinear
 *   interpolation with half-pixel centres, as TensorFlow's `ResizeBilinear` does it
 * @returns shape [crop.height, crop.width, 3]
 */
export function resample(
  image: RgbImage,
  size: Size,
  crop: Rectangle,
  antialias: boolean,
): Uint8Array {
  const { width, height, extent = image } = image;
  const across = { samples: width, scale: extent.width / size.width, antialias };
  const down = { samples: height, scale: extent.height / size.height, antialias };
  const columns = triangleFilter(across, crop.left, crop.width);
  const rows = triangleFilter(down, crop.top, crop.height);
  return applyFilters(image, columns, rows);
}
