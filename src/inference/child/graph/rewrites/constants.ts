import type { ConstantValue } from '../saved-model.js';

export function int32Scalar(value: number): ConstantValue {
  return { dtype: 'DT_INT32', shape: [], bytes: new Uint8Array(Int32Array.of(value).buffer) };
}

export function float32Scalar(value: number): ConstantValue {
  return { dtype: 'DT_FLOAT', shape: [], bytes: new Uint8Array(Float32Array.of(value).buffer) };
}
