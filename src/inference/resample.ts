import { applyFilters } from './resample-rows.js';

/**
 * Resampling as Pillow does it (`Image.resize` with `BILINEAR`, src/libImaging/Resample.c), to the
 * bit: separable, across and then down, in 8 bits with fixed-point weights.
 *
 * A model answers as it was measured only if its pictures are shrunk as they were then; a resize that
 * does not antialias, or rounds otherwise, changes one answer in eight.
 */

/** Pixels, shape [height, width, 3], RGB 0…255, row-major. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /**
   * The size that the picture would have if it could have parts of a pixel, where that is less: a JPEG
   * of 1411 columns scaled to half has 706, of which the last stands for one column only.
   */
  readonly extent?: Size;
}

/** A rectangle, in pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pillow's PRECISION_BITS: 32 bits less 8 for the pixel and 2 for the sum's sign and overflow. */
const PRECISION_BITS = 32 - 8 - 2;

/**
 * Resizes a picture to `size` and gives the part within `crop`, computing no other pixel.
 *
 * Row by row: each is resampled across and added to the sums of the output rows that it belongs to,
 * so that memory is of the output's size whatever the picture's.
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

/** Which source samples make up each of a run of output samples, and with what weight. */
export interface Filter {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Fixed-point weights, shape [outputs, taps]. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** How samples are shrunk in one direction: `scale` of them become one. */
interface Shrinking {
  readonly samples: number;
  readonly scale: number;
  readonly antialias: boolean;
}

/** The weights of outputs `first` … `first + count - 1`. */
function triangleFilter(
  { samples, scale, antialias }: Shrinking,
  first: number,
  count: number,
): Filter {
  const support = antialias ? Math.max(scale, 1) : 1;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Int32Array(count * taps);
  const exact = new Float64Array(taps);
  for (let output = 0; output < count; output++) {
    const centre = (first + output + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(samples, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let tap = 0; tap < end - start; tap++) {
      const distance = Math.abs((tap + start - centre + 0.5) / support);
      const weight = distance < 1 ? 1 - distance : 0;
      exact[tap] = weight;
      sum += weight;
    }
    starts[output] = start;
    counts[output] = end - start;
    for (let tap = 0; tap < end - start; tap++)
      weights[output * taps + tap] = Math.trunc(
        0.5 + ((exact[tap] ?? 0) / sum) * (1 << PRECISION_BITS),
      );
  }
  return { starts, counts, weights, taps };
}
