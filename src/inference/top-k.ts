import { topN } from '../top-n.js';

/** The index of the greatest value; of equal ones the lowest index. */
export function argmax(values: Float32Array): number {
  let best = 0;
  let greatest = values[0] ?? -Infinity;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] ?? -Infinity;
    if (value > greatest) {
      greatest = value;
      best = index;
    }
  }
  return best;
}

/** The indices of the `k` greatest values, greatest first; of equal ones the lowest index first. */
export function topK(values: Float32Array, k: number): number[] {
  if (k === 1) return [argmax(values)];
  return topN(values.keys(), k, (a, b) => (values[b] ?? 0) - (values[a] ?? 0));
}
