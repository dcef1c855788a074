import test, { type ExecutionContext } from 'ava';
import { GraphSession } from '../../../../../src/inference/child/graph/graph-session.js';
import type { Explain } from '../../../../../src/model/explain.js';
import { readGraphModel } from '../../../../../src/model/graph-model-file.js';
import { loadModelCard } from '../../../../../src/model/model-card.js';
import { bytes } from '../../../../helpers/convolution-model.js';
import { INPUT, tinyModel, writeModel, type TinyModel } from '../../../../helpers/tiny-model.js';

const FLOAT = { type: 'DT_FLOAT' };
/** The tiny model's weights of its four classes, for red, green and blue. */
const WEIGHTS = [
  [0.04, -0.02, -0.02],
  [-0.02, 0.04, -0.02],
  [-0.02, -0.02, 0.04],
  [0.005, 0.005, 0.005],
];
const BIAS = [0.5, -1, 0, 2];

async function load(t: ExecutionContext, model: TinyModel, explain: Explain) {
  const folder = await writeModel(t, { ...model, card: { ...model.card, explain } });
  const card = await loadModelCard(folder);
  return GraphSession.load(await readGraphModel(folder), card);
}

/** The tiny model with biases, in one node or two, and its matrix transposed or not. */
function biased(op: '_FusedMatMul' | 'BiasAdd', transposed: boolean): TinyModel {
  const model = tinyModel();
  const [scores] = model.nodes.filter(({ name }) => name === 'scores');
  const attr = { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: transposed } };
  const fused_ops = { list: { s: [bytes('BiasAdd').s] } };
  const matrix = { ...scores, attr };
  const nodes =
    op === 'BiasAdd'
      ? [
          { ...matrix, name: 'product', op: 'MatMul', input: ['mean', 'matrix'] },
          { name: 'scores', op, input: ['product', 'bias'], attr: { T: FLOAT } },
        ]
      : [
          {
            ...matrix,
            name: 'scores',
            op,
            input: ['mean', 'matrix', 'bias'],
            attr: { ...attr, fused_ops, num_args: { i: '1' } },
          },
        ];
  const columns = [0, 1, 2].flatMap((channel) => WEIGHTS.map((row) => row[channel] ?? 0));
  return {
    ...model,
    nodes: [
      ...model.nodes.filter(({ name }) => name !== 'scores'),
      { name: 'bias', op: 'Const', attr: { dtype: FLOAT } },
      ...nodes,
    ],
    weights: [
      ...model.weights.map((weight) =>
        weight.name === 'matrix' && !transposed
          ? { ...weight, shape: [3, 4], values: columns }
          : weight,
      ),
      { name: 'bias', shape: [4], values: BIAS, dtype: 'float32' as const },
    ],
  };
}

const noise = Uint8Array.from(
  { length: INPUT.width * INPUT.height * 3 },
  (_, index) => (index * 7919) & 255,
);

for (const op of ['_FusedMatMul', 'BiasAdd'] as const)
  for (const transposed of [false, true])
    test(`a linear layer of ${op}${transposed ? ', transposed,' : ''}: each cell is features · weights`, async (t) => {
      const explain = { features: 'image', weights: 'matrix', bias: 'bias' };
      const session = await load(t, biased(op, transposed), explain);
      const { explainer } = session;
      if (explainer === undefined) throw new Error('the card has explain');
      t.deepEqual(explainer.cells.rows, { cells: INPUT.height, first: 0, step: 1 });
      t.deepEqual(explainer.cells.columns, { cells: INPUT.width, first: 0, step: 1 });
      const { maps, classes, biases } = explainer.explain(noise, Int32Array.of(2, 0));
      t.deepEqual([...classes], [2, 0]);
      t.deepEqual([...(biases ?? [])], [BIAS[2], BIAS[0]]);
      t.is(maps.length, INPUT.width * INPUT.height * 2);
      for (const [index, value] of maps.entries()) {
        const weights = WEIGHTS[index % 2 === 0 ? 2 : 0] ?? [];
        const cell = index >> 1;
        const sum = weights.reduce(
          (all, one, channel) => all + one * (noise[3 * cell + channel] ?? 0),
          0,
        );
        t.true(Math.abs(value - sum) < 1e-4, `${index}: ${value} where ${sum} is expected`);
      }
      session.dispose();
    });

test('−1 is the most probable class, also in bfloat16, and of equal ones the first', async (t) => {
  const explain = { features: 'image', weights: 'matrix' };
  const model = tinyModel();
  for (const precision of ['float32', 'bfloat16'] as const) {
    const folder = await writeModel(t, { ...model, card: { ...model.card, explain } });
    const card = await loadModelCard(folder);
    const session = await GraphSession.load(await readGraphModel(folder), card, precision);
    const best = (rgb: readonly number[]) => {
      const image = noise.map((_, index) => rgb[index % 3] ?? 0);
      return [...(session.explainer?.explain(image, Int32Array.of(-1, 1)).classes ?? [])];
    };
    t.deepEqual(best([10, 20, 200]), [2, 1]);
    t.deepEqual(best([200, 20, 10]), [0, 1]);
    t.deepEqual(best([0, 0, 0]), [0, 1]);
    session.dispose();
  }
});

test('nodes that do not make the logits are refused, with those that do', async (t) => {
  for (const explain of [
    { maps: 'image' },
    { features: 'mean', weights: 'matrix' },
    { features: 'image', weights: 'bias' },
    { features: 'image', weights: 'matrix', bias: 'bias' },
  ])
    await t.throwsAsync(load(t, tinyModel(), explain), {
      name: 'ModelError',
      message: `the card's explain is ${JSON.stringify(explain)}, but the graph computes its logits from {"features":"image","weights":"matrix"}`,
    });
});

test('a mean over the channels, and a layer that does more than to add, are refused', async (t) => {
  const model = tinyModel();
  const overChannels = {
    ...model,
    weights: model.weights.map((one) => (one.name === 'axes' ? { ...one, values: [2, 3] } : one)),
  };
  const clipped = biased('_FusedMatMul', true);
  const relu = { list: { s: [bytes('BiasAdd').s, bytes('Relu').s] } };
  const nodes = clipped.nodes.map((node) =>
    node.op === '_FusedMatMul' ? { ...node, attr: { ...node.attr, fused_ops: relu } } : node,
  );
  for (const changed of [overChannels, { ...clipped, nodes }])
    await t.throwsAsync(load(t, changed, { features: 'image', weights: 'matrix' }), {
      name: 'ModelError',
      message: /^the card has explain, but the graph's logits do not come from a mean over height/,
    });
});

test('the axes of the mean may be in any order, and counted from the end', async (t) => {
  const model = tinyModel();
  for (const values of [
    [2, 1],
    [-3, -2],
    [-2, 1],
  ]) {
    const weights = model.weights.map((one) => (one.name === 'axes' ? { ...one, values } : one));
    const explain = { features: 'image', weights: 'matrix' };
    const session = await load(t, { ...model, weights }, explain);
    t.truthy(session.explainer, values.join());
    session.dispose();
  }
});

test('a card without explain gives no explainer', async (t) => {
  const folder = await writeModel(t, tinyModel());
  const session = await GraphSession.load(
    await readGraphModel(folder),
    await loadModelCard(folder),
  );
  t.is(session.explainer, undefined);
  session.dispose();
});
