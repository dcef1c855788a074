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
export interface WeightEntry {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string } | undefined;
}

/**
 * The size of one of a weight's values in the shards, in bytes.
 *
 * @returns undefined when it depends on the value, as for strings
 */
export function bytesPerValue({
  dtype,
  quantization,
}: Omit<WeightEntry, 'shape'>): number | undefined {
  return BYTES[quantization?.dtype ?? dtype];
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
  for (const weight of manifest.flatMap(({ weights }) => weights)) {
    const bytes = bytesPerValue(weight);
    if (bytes === undefined) return undefined;
    total += weight.shape.reduce((size, dimension) => size * dimension, bytes);
  }
  return total;
}
