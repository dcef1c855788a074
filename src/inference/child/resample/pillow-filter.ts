/** Pillow's PRECISION_BITS: 32 bits less 8 for the pixel and 2 for the sum's sign and overflow. */
export const PRECISION_BITS = 32 - 8 - 2;

/** The source samples of consecutive output samples, and their weights. */
export interface Filter {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Fixed-point weights, shape [outputs, taps]. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** How samples are resized in one direction. */
export interface Axis {
  /** The samples that may be used: `start` ≤ index < `end`. */
  readonly start: number;
  readonly end: number;
  /** From `origin` on, `scale` samples become one. `origin` may be a fraction. */
  readonly origin: number;
  readonly scale: number;
}

/** A function that is 0 from `support` on, on both sides. */
export interface FilterKernel {
  readonly support: number;
  weight(distance: number): number;
}

/** Pillow's `BILINEAR`. */
export const TRIANGLE: FilterKernel = {
  support: 1,
  weight: (distance) => (distance < 1 ? 1 - distance : 0),
};

/** Pillow's `BICUBIC`: Keys' kernel with a = −0.5, in the order of Pillow's operations. */
export const CUBIC: FilterKernel = {
  support: 2,
  weight(x) {
    const a = -0.5;
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  },
};

/** The weights of outputs `first` … `first + count - 1`: Pillow's precompute_coeffs. */
export function pillowFilter(
  { start: lowest, end: highest, origin, scale }: Axis,
  kernel: FilterKernel,
  first: number,
  count: number,
): Filter {
  const widened = Math.max(scale, 1);
  const support = kernel.support * widened;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Int32Array(count * taps);
  const exact = new Float64Array(taps);
  for (let output = 0; output < count; output++) {
    const centre = origin + (first + output + 0.5) * scale;
    const start = Math.max(lowest, Math.trunc(centre - support + 0.5));
    const end = Math.min(highest, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let tap = 0; tap < end - start; tap++) {
      const weight = kernel.weight(Math.abs((tap + start - centre + 0.5) / widened));
      exact[tap] = weight;
      sum += weight;
    }
    starts[output] = start;
    counts[output] = end - start;
    for (let tap = 0; tap < end - start; tap++)
      weights[output * taps + tap] = toFixedPoint(exact[tap]! / sum);
  }
  return { starts, counts, weights, taps };
}

/** Rounds half away from zero. */
function toFixedPoint(weight: number): number {
  return Math.trunc((weight < 0 ? -0.5 : 0.5) + weight * (1 << PRECISION_BITS));
}
