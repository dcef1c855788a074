import { sizeOf } from './layer-weights.js';

/**
 * Whether a tensor's elements fill a range without gaps: as stored row-major, or with its dimensions in another
 * order, as a transposed tensor is stored.
 *
 * @param stride for each dimension, the distance of neighbours in elements
 */
export function isDense(shape: readonly number[], stride: readonly number[]): boolean {
  const valid = [...shape, ...stride].every(
    (number) => Number.isSafeInteger(number) && number >= 0,
  );
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (stride[axis] ?? NaN), 0);
  return valid && last + 1 === sizeOf(shape);
}

/** The elements of a dense tensor, row-major. */
export function toRowMajor(
  elements: Float32Array,
  shape: readonly number[],
  stride: readonly number[],
): Float32Array {
  const result = new Float32Array(elements.length);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = elements[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += stride[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      if (index[axis] !== shape[axis]) break;
      from -= (stride[axis] ?? 0) * (shape[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return result;
}
