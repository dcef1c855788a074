import type { ConstantValue } from './saved-model.js';

/**
 * Converts float32 to bfloat16, which is its upper half: rounds to the nearest value, ties to even, as
 * TensorFlow's Cast does.
 */
export function toBfloat16Constant({ shape, bytes }: ConstantValue): ConstantValue {
  // The bytes may lie at any offset of a shard.
  const floats = new Uint32Array(new Uint8Array(bytes).buffer);
  const halves = Uint16Array.from(floats, upperHalf);
  return { dtype: 'DT_BFLOAT16', shape, bytes: new Uint8Array(halves.buffer) };
}

function upperHalf(bits: number): number {
  const isNan = (bits & 0x7fff_ffff) > 0x7f80_0000;
  // Rounding a NaN could make it infinite.
  if (isNan) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
