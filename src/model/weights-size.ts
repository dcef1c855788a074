/** Bytes per value in the shards, by TF.js's names of data types. */
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
 * The total size of a model's shards in bytes, according to its manifest.
 *
 * @returns undefined when the size depends on the data, as for strings
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
