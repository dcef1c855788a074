import { invalidRequest } from '../requests/invalid-request.js';
import type { InputTensor } from '../../model/input-tensor.js';

/** Values of a tensor, of the type that the child takes. */
export type Values = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

export function emptyValues({ type }: InputTensor, count: number): Values {
  return type === 'uint8' ? new Uint8Array(count) : new Float32Array(count);
}

/**
 * Turns binary data, row by row and little-endian, into values of the model's own type.
 *
 * @param bytes a whole number of values
 * @param datatype the protocol's `UINT8` or `FP32`
 * @throws ServiceError `invalid_request`
 */
export function toModelValues(
  bytes: Buffer<ArrayBuffer>,
  datatype: string,
  tensor: InputTensor,
): Values {
  if (datatype === 'UINT8') {
    const { buffer, byteOffset, byteLength } = bytes;
    const view = new Uint8Array(buffer, byteOffset, byteLength);
    return tensor.type === 'uint8' ? view : new Float32Array(view);
  }
  // Copied: in a body they lie anywhere, and floats need alignment.
  const floats = new Float32Array(new Uint8Array(bytes).buffer);
  // By index: an iterator takes ten times as long.
  for (let index = 0; index < floats.length; index++) checkValue(floats[index], index, tensor);
  return tensor.type === 'uint8' ? new Uint8Array(floats) : floats;
}

/**
 * Checks a value. What is not in range, or no number, would not stay a probability on its way through the
 * graph; and a graph that takes bytes would be given other values than those that were sent.
 *
 * @returns the value
 * @throws ServiceError `invalid_request`
 */
export function checkValue(value: unknown, index: number, { type }: InputTensor): number {
  const inRange = typeof value === 'number' && value >= 0 && value <= 255;
  if (inRange && (type === 'float32' || Number.isInteger(value))) return value;
  const kind = type === 'uint8' ? 'whole numbers' : 'numbers';
  const found = typeof value === 'number' ? String(value) : typeof value;
  throw invalidRequest(
    `the values of the input must be ${kind} from 0 to 255: value ${index} is ${found}`,
  );
}
