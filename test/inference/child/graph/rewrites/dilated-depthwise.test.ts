import test from 'ava';
import type { NodeJson } from '../../../../../src/model/graph-model-file.js';
import { rewriteGraph } from '../../../../../src/inference/child/graph/rewrites/index.js';
import type { ConstantValue } from '../../../../../src/inference/child/graph/saved-model.js';
import { UnsupportedGraphError } from '../../../../../src/inference/child/graph/unsupported-graph.js';
import {
  assertAsNodeByNode,
  FLOAT,
  integers,
  opModel,
  text,
  texts,
  weight,
} from '../../../../helpers/op-model.js';

/** libtensorflow's own kernels take dilations on some processors only. */
const BACKENDS = ['cpu'];

function depthwise(padding: string, dilations: number[]): NodeJson {
  const attr = {
    T: FLOAT,
    strides: integers([1, 1, 1, 1]),
    padding: text(padding),
    dilations: integers(dilations),
    data_format: text('NHWC'),
  };
  return { name: 'y', op: 'DepthwiseConv2dNative', input: ['image', 'kernel'], attr };
}

for (const padding of ['SAME', 'VALID'])
  for (const dilations of [
    [1, 2, 2, 1],
    [1, 3, 1, 1],
  ])
    test.serial(
      `a depthwise convolution with dilations ${dilations.join()} and ${padding} answers as node by node`,
      async (t) => {
        const model = opModel([depthwise(padding, dilations)], [weight('kernel', [3, 3, 3, 2])]);
        await assertAsNodeByNode(t, model, model, BACKENDS);
      },
    );

test.serial('so does one of two rows and four columns', async (t) => {
  const model = opModel([depthwise('SAME', [1, 4, 2, 1])], [weight('kernel', [2, 4, 3, 1])]);
  await assertAsNodeByNode(t, model, model, BACKENDS);
});

test.serial('so does one that TF.js has fused with a bias and an activation', async (t) => {
  const { attr, ...node } = depthwise('SAME', [1, 2, 2, 1]);
  const fused = {
    ...node,
    op: 'FusedDepthwiseConv2dNative',
    input: ['image', 'kernel', 'bias'],
    attr: { ...attr, num_args: { i: '1' }, fused_ops: texts(['BiasAdd', 'Relu6']) },
  };
  const model = opModel([fused], [weight('kernel', [3, 3, 3, 2]), weight('bias', [6])]);
  await assertAsNodeByNode(t, model, model, BACKENDS);
});

/** Of float32 zeros. */
function kernelOf(...shape: number[]): ReadonlyMap<string, ConstantValue> {
  const length = shape.reduce((product, size) => product * size, 4);
  return new Map([['kernel', { dtype: 'DT_FLOAT', shape, bytes: new Uint8Array(length) }]]);
}

test('libtensorflow is given no dilations', (t) => {
  const { nodes } = rewriteGraph([depthwise('SAME', [1, 2, 2, 1])], kernelOf(3, 3, 3, 2));
  t.deepEqual(
    nodes.map(({ name, input }) => [name, ...input]),
    [['y/dilated'], ['y', 'image', 'y/dilated']],
  );
  t.deepEqual(nodes[1]?.attr['dilations'], integers([1, 1, 1, 1]));
  const undilated = depthwise('SAME', [1, 1, 1, 1]);
  t.deepEqual(rewriteGraph([undilated], kernelOf(3, 3, 3, 2)).nodes, [undilated]);
});

test('the last two dilations count where the channels come first', (t) => {
  const node = depthwise('SAME', [1, 1, 2, 3]);
  const attr = { ...node.attr, data_format: text('NCHW') };
  const { constants } = rewriteGraph([{ ...node, attr }], kernelOf(3, 3, 3, 2));
  t.deepEqual(constants.get('y/dilated')?.shape, [5, 7, 3, 2]);
});

for (const [name, kernel, message] of [
  ['that is computed', new Map<string, ConstantValue>(), /kernel of .* y is no constant$/],
  ['that would fill the memory', kernelOf(2, 2, 1, 1), /kernel of .* y is too large$/],
] as const)
  test(`a dilated kernel ${name} is refused in words`, (t) => {
    const node = depthwise('SAME', [1, 5000, 5000, 1]);
    t.throws(() => rewriteGraph([node], kernel), { instanceOf: UnsupportedGraphError, message });
  });
