import type { ExecutionContext } from 'ava';
import { readGraphModel } from '../../src/model/graph-model-file.js';
import { loadModelCard } from '../../src/model/model-card.js';
import { GraphSession } from '../../src/inference/child/graph/graph-session.js';
import { OpByOpGraph } from '../../src/inference/child/graph/op-by-op.js';
import { loadTensorflow } from '../../src/inference/child/tensorflow.js';
import { compare } from '../inference/child/pillow.js';
import { INPUT, tinyModel, writeModel, type TinyModel } from './tiny-model.js';

export const FLOAT = { type: 'DT_FLOAT' };
export const INT32 = { type: 'DT_INT32' };

/** An attribute of bytes, and a list of such. */
export const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });
export const texts = (values: readonly string[]) => ({
  list: { s: values.map((value) => text(value).s) },
});

export const integers = (values: readonly number[]) => ({ list: { i: [...values] } });

export type Weight = TinyModel['weights'][number];

/** A shape, or other whole numbers. */
export function int32Weight(name: string, values: number[]): Weight {
  return { name, shape: [values.length], values, dtype: 'int32' };
}

/** Values between −1 and 1 without a pattern that an error could hide in. */
export function weight(name: string, shape: number[]): Weight {
  const length = shape.reduce((size, dimension) => size * dimension, 1);
  const values = Array.from({ length }, (_, index) => Math.sin(1 + index * 12.9898));
  return { name, shape, values, dtype: 'float32' };
}

/**
 * A model of a few nodes on the input `image`, of shape [1, 12, 20, 3] and values from −2 to 2. A constant
 * node is added for every weight.
 */
export function opModel(nodes: TinyModel['nodes'], weights: Weight[]): TinyModel {
  const model = tinyModel({
    foldedIntoFirstConvolution: false,
    mean: [127.5, 127.5, 127.5],
    scale: [1 / 63.75, 1 / 63.75, 1 / 63.75],
  });
  const constants = weights.map(({ name, dtype }) => ({
    name,
    op: 'Const',
    attr: { dtype: dtype === 'int32' ? INT32 : FLOAT },
  }));
  return { ...model, nodes: [...model.nodes.slice(0, 1), ...constants, ...nodes], weights };
}

/** Noise. */
export const PIXELS = Uint8Array.from(
  { length: INPUT.width * INPUT.height * 3 },
  (_, index) => (index * 7919 + (index >> 5) * 104_729) & 255,
);

/**
 * Asserts that a model as one graph gives what TF.js gives node by node, both with libtensorflow's kernels
 * and with its own in pure JavaScript.
 *
 * @param expected what TF.js runs instead of the model
 * @param backends of TF.js: `tensorflow` is libtensorflow's kernels, `cpu` those in pure JavaScript
 */
export async function assertAsNodeByNode(
  t: ExecutionContext,
  model: TinyModel,
  expected = model,
  backends: readonly string[] = ['tensorflow', 'cpu'],
): Promise<void> {
  const folder = await writeModel(t, model);
  const card = await loadModelCard(folder);
  const session = await GraphSession.load(await readGraphModel(folder), card);
  const result = session.run(PIXELS).probabilities;
  session.dispose();
  const expectedFolder = await writeModel(t, expected);
  const tf = loadTensorflow();
  for (const backend of backends) {
    await tf.setBackend(backend);
    const nodeByNode = await OpByOpGraph.load(expectedFolder, card);
    const { largest } = compare(result, nodeByNode.run(PIXELS).probabilities);
    t.true(largest < 1e-5, `${backend}: ${largest}`);
    nodeByNode.dispose();
  }
  await tf.setBackend('tensorflow');
  // Nothing is shown by zeros.
  t.true(new Set(result).size > 3);
}
