import test from 'ava';
import type { NodeJson } from '../../../../../src/model/graph-model-file.js';
import { UnsupportedGraphError } from '../../../../../src/inference/child/graph/unsupported-graph.js';
import { rewriteGraph } from '../../../../../src/inference/child/graph/rewrites/index.js';
import {
  assertAsNodeByNode,
  FLOAT,
  INT32,
  int32Weight,
  integers,
  opModel,
  text,
  texts,
  weight,
  type Weight,
} from '../../../../helpers/op-model.js';

type Op = '_FusedConv2D' | 'FusedDepthwiseConv2dNative' | '_FusedMatMul';

/** How each fused op is fed: the image, its own weights, and how many channels come out. */
const OPS: Record<Op, { weights: Weight; channels: number; attr: NodeJson['attr'] }> = {
  _FusedConv2D: {
    weights: weight('kernel', [3, 3, 3, 5]),
    channels: 5,
    attr: { strides: integers([1, 2, 2, 1]), padding: text('SAME') },
  },
  FusedDepthwiseConv2dNative: {
    weights: weight('kernel', [3, 3, 3, 2]),
    channels: 6,
    attr: { strides: integers([1, 1, 1, 1]), padding: text('VALID') },
  },
  _FusedMatMul: {
    weights: weight('kernel', [5, 3]),
    channels: 5,
    attr: { transpose_a: { b: false }, transpose_b: { b: true } },
  },
};

const ACTIVATIONS = ['Relu', 'Relu6', 'Elu', 'LeakyRelu', 'Sigmoid', 'Prelu', 'Linear'];

function fusedModel(op: Op, activation: string | undefined) {
  const { weights, channels, attr } = OPS[op];
  const alpha = activation === 'Prelu' ? [weight('alpha', [channels])] : [];
  const flat = op === '_FusedMatMul';
  const rows = {
    name: 'rows',
    op: 'Reshape',
    input: ['image', 'shape'],
    attr: { T: FLOAT, Tshape: INT32 },
  };
  return opModel(
    [
      ...(flat ? [rows] : []),
      {
        name: 'fused',
        op,
        input: [flat ? 'rows' : 'image', 'kernel', 'bias', ...alpha.map(({ name }) => name)],
        attr: {
          ...attr,
          T: FLOAT,
          num_args: { i: String(1 + alpha.length) },
          fused_ops: texts(['BiasAdd', ...(activation === undefined ? [] : [activation])]),
          ...(activation === 'LeakyRelu' && { leakyrelu_alpha: { f: 0.3 } }),
        },
      },
    ],
    [
      ...(flat ? [int32Weight('shape', [240, 3])] : []),
      weights,
      weight('bias', [channels]),
      ...alpha,
    ],
  );
}

for (const op of Object.keys(OPS) as Op[])
  for (const activation of [undefined, ...ACTIVATIONS]) {
    const leakyDepthwise = op === 'FusedDepthwiseConv2dNative' && activation === 'LeakyRelu';
    if (leakyDepthwise) continue;
    test.serial(
      `${op} with ${activation ?? 'the bias alone'} answers as node by node`,
      async (t) => {
        await assertAsNodeByNode(t, fusedModel(op, activation));
      },
    );
  }

// TF.js's own FusedDepthwiseConv2dNative loses the slope, which gives NaN in pure JavaScript.
test.serial(
  'a depthwise convolution with LeakyRelu answers as its parts node by node',
  async (t) => {
    const leaky = {
      name: 'y',
      op: 'LeakyRelu',
      input: ['fused'],
      attr: { T: FLOAT, alpha: { f: 0.3 } },
    };
    const { nodes, ...others } = fusedModel('FusedDepthwiseConv2dNative', undefined);
    const parts = { ...others, nodes: [...nodes, leaky] };
    await assertAsNodeByNode(t, fusedModel('FusedDepthwiseConv2dNative', 'LeakyRelu'), parts);
  },
);

test.serial('a fused convolution without a bias answers as node by node', async (t) => {
  const { attr, weights } = OPS._FusedConv2D;
  const node = { name: 'fused', op: '_FusedConv2D', input: ['image', 'kernel'] };
  await assertAsNodeByNode(
    t,
    opModel([{ ...node, attr: { ...attr, T: FLOAT, num_args: { i: '0' } } }], [weights]),
  );
});

test('control inputs of a fused op are left out', (t) => {
  const attr = { T: FLOAT, num_args: { i: 1 }, fused_ops: texts(['BiasAdd']) };
  const { nodes } = rewriteGraph([
    { name: 'y', op: '_FusedConv2D', input: ['x', 'kernel', 'bias', '^check'], attr },
  ]);
  t.deepEqual(
    nodes.map(({ name, input }) => [name, ...input]),
    [
      ['y/Conv2D', 'x', 'kernel'],
      ['y', 'y/Conv2D', 'bias'],
    ],
  );
});

for (const [fused, message] of [
  [['BiasAdd', 'Dream'], 'the activation Dream of _FusedConv2D is unknown'],
  [['FusedBatchNorm'], '_FusedConv2D with FusedBatchNorm (y) is not supported'],
  [['BiasAdd', 'Prelu'], 'y has no alpha'],
] as const)
  test(`a convolution fused with ${fused.join(' and ')} is refused in words`, (t) => {
    const attr = { T: FLOAT, fused_ops: texts(fused) };
    const node = { name: 'y', op: '_FusedConv2D', input: ['x', 'kernel', 'bias'], attr };
    t.throws(() => rewriteGraph([node]), { instanceOf: UnsupportedGraphError, message });
  });
