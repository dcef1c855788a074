import { ModelError } from '../../../model/model-error.js';
import type { Tensorflow } from '../tensorflow.js';
import type { GraphModelFile } from '../../../model/graph-model-file.js';
import type { ConstantValue } from './saved-model.js';
import { UnsupportedGraphError } from './unsupported-graph.js';

type WeightSpec = Parameters<Tensorflow['io']['decodeWeights']>[1][number];

/** The data types that a graph uses as stored in the shards, four bytes a value. */
const PLAIN: Readonly<Record<string, string>> = { float32: 'DT_FLOAT', int32: 'DT_INT32' };

/**
 * A model's weights by node, little-endian and dequantized.
 *
 * @throws ModelError if the shards are too short, UnsupportedGraphError if a weight's type is not
 *   supported
 */
export async function modelConstants({
  json,
  weightData,
}: GraphModelFile): Promise<Map<string, ConstantValue>> {
  const specs = json.weightsManifest.flatMap(({ weights }) => weights) as WeightSpec[];
  const plain = specs.every((spec) => PLAIN[spec.dtype] !== undefined && !spec.quantization);
  return plain ? plainConstants(specs, weightData) : decodedConstants(specs, weightData);
}

function plainConstants(
  specs: readonly WeightSpec[],
  weightData: Uint8Array,
): Map<string, ConstantValue> {
  const constants = new Map<string, ConstantValue>();
  let offset = 0;
  for (const { name, shape, dtype } of specs) {
    const length = shape.reduce((size, dimension) => size * dimension, 4);
    const bytes = weightData.subarray(offset, offset + length);
    if (bytes.length < length) throw new ModelError(`the shards lack the weights of ${name}`);
    constants.set(name, { dtype: PLAIN[dtype] ?? '', shape, bytes });
    offset += length;
  }
  return constants;
}

/** TF.js dequantizes the other types. */
async function decodedConstants(
  specs: WeightSpec[],
  weightData: Uint8Array,
): Promise<Map<string, ConstantValue>> {
  const { loadTensorflow } = await import('../tensorflow.js');
  const tensors = loadTensorflow().io.decodeWeights(new Uint8Array(weightData).buffer, specs);
  const constants = new Map<string, ConstantValue>();
  for (const [name, tensor] of Object.entries(tensors)) {
    const dtype = PLAIN[tensor.dtype];
    if (dtype === undefined)
      throw new UnsupportedGraphError(`the weights of ${name} are ${tensor.dtype}`);
    const data = (await tensor.data()) as Float32Array | Int32Array;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    constants.set(name, { dtype, shape: tensor.shape, bytes });
    tensor.dispose();
  }
  return constants;
}
