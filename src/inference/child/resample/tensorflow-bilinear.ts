import type { TensorflowResampling } from '../../../model/resamplings.js';
import type { Rectangle, RgbImage, Size } from '../pixels.js';

/** For each output sample of one direction: the samples before and after, and the share of the latter. */
interface Interpolation {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly share: Float32Array;
}

const { fround, floor, ceil, min, max } = Math;

/**
 * Resizes as TensorFlow's `ResizeBilinear` does (core/kernels/image/resize_bilinear_op.cc), to the bit:
 * every operation in float32, in the kernel's order. Each output pixel is blended from four pixels.
 *
 * `bilinear` is `half_pixel_centers` (tf.image.resize, Keras), `bilinear-legacy` the op with neither
 * attribute (TensorFlow 1 and TF.js' default), `bilinear-align-corners` is `align_corners`.
 *
 * @param region the part of the image that is resized, in whole pixels
 * @returns the part of the resized region within `crop`: 0…255, shape [crop.height, crop.width, 3]
 */
export function resizeBilinear(
  { width: stride, data }: RgbImage,
  region: Rectangle,
  size: Size,
  crop: Rectangle,
  resampling: TensorflowResampling,
): Float32Array {
  const columns = interpolate(region.width, size.width, resampling, crop.left, crop.width);
  const rows = interpolate(region.height, size.height, resampling, crop.top, crop.height);
  const result = new Float32Array(crop.height * crop.width * 3);
  let to = 0;
  for (let row = 0; row < crop.height; row++) {
    const upper = (region.top + rows.lower[row]!) * stride + region.left;
    const lower = (region.top + rows.upper[row]!) * stride + region.left;
    const down = rows.share[row]!;
    for (let column = 0; column < crop.width; column++) {
      const left = columns.lower[column]!;
      const right = columns.upper[column]!;
      const across = columns.share[column]!;
      for (let channel = 0; channel < 3; channel++) {
        const value = (pixel: number) => data[pixel * 3 + channel]!;
        const top = blend(value(upper + left), value(upper + right), across);
        const bottom = blend(value(lower + left), value(lower + right), across);
        result[to++] = blend(top, bottom, down);
      }
    }
  }
  return result;
}

function blend(from: number, to: number, share: number): number {
  return fround(from + fround(fround(to - from) * share));
}

function interpolate(
  samples: number,
  outputs: number,
  resampling: TensorflowResampling,
  first: number,
  count: number,
): Interpolation {
  const corners = resampling === 'bilinear-align-corners' && outputs > 1;
  const scale = corners ? fround((samples - 1) / (outputs - 1)) : fround(samples / outputs);
  const lower = new Int32Array(count);
  const upper = new Int32Array(count);
  const share = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const output = first + index;
    const place =
      resampling === 'bilinear'
        ? fround(fround((output + 0.5) * scale) - 0.5)
        : fround(output * scale);
    upper[index] = min(ceil(place), samples - 1);
    lower[index] = min(max(floor(place), 0), upper[index]!);
    share[index] = place - floor(place);
  }
  return { lower, upper, share };
}
