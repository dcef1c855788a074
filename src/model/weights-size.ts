/** Bytes that a value takes in the shards, by the names that TF.js has for data types. */
const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
};

/** What a manifest says of one weight. */
interface WeightEntry {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string } | undefined;
}

/**
 * How many bytes a model's shards have together, as its manifest says.
 *
 * @returns undefined when that depends on the bytes themselves, as with texts
 */
export function weightsSize(
  manifest: readonly { readonly weights: readonly WeightEntry[] }[],
): number | undefined {
  let total = 0;
  for (const { shape, dtype, quantization } of manifest.flatMap(({ weights }) => weights)) {
    const bytes = BYTES[quantization?.dtype ?? dtype];
    if (bytes === undefined) return undefined;
    total += shape.reduce((size, dimension) => size * dimension, bytes);
  }
  return total;
}
