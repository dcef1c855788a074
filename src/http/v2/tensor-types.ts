import type { InputTensor } from '../../model/input-tensor.js';

const BYTES_PER_VALUE: ReadonlyMap<string, number> = new Map([
  ['UINT8', 1],
  ['FP32', 4],
]);

/**
 * The datatypes that every model for tensors takes: that of its graph, and the other where nothing of the
 * values is lost.
 */
export const PROTOCOL_TYPES: readonly string[] = [...BYTES_PER_VALUE.keys()];

/** The protocol's name of a type. */
export function protocolType(type: InputTensor['type']): 'UINT8' | 'FP32' {
  return type === 'uint8' ? 'UINT8' : 'FP32';
}

/** @returns undefined for a datatype that no model takes */
export function bytesPerValue(datatype: string): number | undefined {
  return BYTES_PER_VALUE.get(datatype);
}
