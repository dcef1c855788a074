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

/** How samples are resized in one direction: from `origin` on, `scale` of them become one. */
export interface Shrinking {
  readonly samples: number;
  readonly origin: number;
  readonly scale: number;
  readonly antialias: boolean;
}

/** The weights of outputs `first` … `first + count - 1`. */
export function triangleFilter(
  { samples, origin, scale, antialias }: Shrinking,
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
    const centre = origin + (first + output + 0.5) * scale;
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
