/** One convolution's parameters. */
export interface LayerWeights {
  /** Shape [height, width, inputs, outputs] (HWIO), row-major. */
  readonly kernel: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** Shape [outputs]. */
  readonly bias: Float32Array;
}

/** A model's convolutions by name. */
export type ModelWeights = ReadonlyMap<string, LayerWeights>;

/** The weights file is not usable. The message names what was found and what was expected. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/** Reads little-endian float32 values. Copies them, so that alignment does not matter. */
export function float32FromBytes(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0)
    throw new WeightsError(`${bytes.byteLength} bytes are no whole number of float32 values`);
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** The number of elements of a tensor. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}
