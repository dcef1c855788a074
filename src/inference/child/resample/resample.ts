import type { Rectangle, RgbImage, Size } from '../pixels.js';
import { applyFilters } from './apply-filters.js';
import { triangleFilter } from './triangle-filter.js';

/**
 * Resampling as Pillow does it (`Image.resize` with `BILINEAR`, src/libImaging/Resample.c), to the
 * bit: separable, across and then down, in 8 bits with fixed-point weights.
 *
 * A model's accuracy holds only for images that are resized as those it was measured with. A resize
 * that does not antialias, or rounds differently, changes one answer in eight.
 */

/**
 * Resizes an image to `size` and returns the part within `crop`. Computes no other pixel.
 *
 * Each row is resampled across and added to the sums of the output rows that it contributes to, so the
 * memory depends on the size of the output, not of the image.
 *
 * @param antialias false means that the filter is not widened for shrinking: plain bilinear
 *   interpolation with half-pixel centres, as in TensorFlow's `ResizeBilinear`
 * @returns shape [crop.height, crop.width, 3]
 */
export function resample(
  image: RgbImage,
  size: Size,
  crop: Rectangle,
  antialias: boolean,
): Uint8Array {
  const { width, height, extent = { left: 0, top: 0, width, height } } = image;
  const across = {
    samples: width,
    origin: extent.left,
    scale: extent.width / size.width,
    antialias,
  };
  const down = {
    samples: height,
    origin: extent.top,
    scale: extent.height / size.height,
    antialias,
  };
  const columns = triangleFilter(across, crop.left, crop.width);
  const rows = triangleFilter(down, crop.top, crop.height);
  return applyFilters(image, columns, rows);
}
