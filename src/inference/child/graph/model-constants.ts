import { ModelError } from '../../../model/model-error.js';
import type { GraphModelFile, WeightJson } from '../../../model/graph-model-file.js';
import { bytesPerValue } from '../../../model/weights-size.js';
import { dequantize } from './dequantize.js';
import type { ConstantValue } from './saved-model.js';
import { UnsupportedGraphError } from './unsupported-graph.js';

/** The data types that a graph can have, by TF.js's names. */
const TYPES: Readonly<Record<string, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
};

/**
 * A model's weights by node, little-endian and dequantized.
 *
 * @throws ModelError if the shards are too short, UnsupportedGraphError if a weight's type is not
 *   supported
 */
export function modelConstants({ json, weightData }: GraphModelFile): Map<string, ConstantValue> {
  const constants = new Map<string, ConstantValue>();
  let offset = 0;
  for (const weight of json.weightsManifest.flatMap(({ weights }) => weights)) {
    const { name, shape } = weight;
    const stored = bytesPerValue(weight);
    const dtype = TYPES[weight.dtype];
    if (stored === undefined || dtype === undefined)
      throw new UnsupportedGraphError(`the weights of ${name} are ${weight.dtype}`);
    const length = shape.reduce((size, dimension) => size * dimension, stored);
    const bytes = weightData.subarray(offset, offset + length);
    if (bytes.length < length) throw new ModelError(`the shards lack the weights of ${name}`);
    constants.set(name, { dtype, shape, bytes: valuesOf(weight, bytes) });
    offset += length;
  }
  return constants;
}

function valuesOf({ name, dtype, quantization }: WeightJson, bytes: Uint8Array): Uint8Array {
  if (quantization === undefined) return bytes;
  const values = dequantize(bytes, dtype, quantization);
  if (values === undefined)
    throw new UnsupportedGraphError(
      `the weights of ${name} are ${dtype}, stored as ${quantization.dtype}`,
    );
  return new Uint8Array(values.buffer);
}
