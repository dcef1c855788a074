import test from 'ava';
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
  weight,
} from '../../../../helpers/op-model.js';

test.serial('Prelu answers as node by node', async (t) => {
  const prelu = { name: 'prelu', op: 'Prelu', input: ['image', 'alpha'], attr: { T: FLOAT } };
  await assertAsNodeByNode(t, opModel([prelu], [weight('alpha', [1, 1, 3])]));
});

for (const op of ['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'])
  for (const [name, attr] of Object.entries({
    'as the converter writes it': { is_training: { b: false }, epsilon: { f: 0.01 } },
    'with all defaults left out': {},
  }))
    test.serial(`${op} ${name} answers as node by node`, async (t) => {
      const variance = weight('variance', [3]);
      const input = ['image', 'scale', 'offset', 'mean', 'variance'];
      await assertAsNodeByNode(
        t,
        opModel(
          [{ name: 'norm', op, input, attr: { T: FLOAT, data_format: text('NHWC'), ...attr } }],
          [
            ...['scale', 'offset', 'mean'].map((one) => weight(one, [3])),
            // So small that epsilon counts.
            { ...variance, values: variance.values.map((value) => value ** 2 / 100) },
          ],
        ),
      );
    });

test.serial('DepthwiseConv2d answers as node by node', async (t) => {
  const attr = {
    T: FLOAT,
    strides: integers([1, 2, 2, 1]),
    dilations: integers([1, 1, 1, 1]),
    padding: text('SAME'),
  };
  const input = ['image', 'kernel'];
  await assertAsNodeByNode(
    t,
    opModel([{ name: 'y', op: 'DepthwiseConv2d', input, attr }], [weight('kernel', [3, 3, 3, 2])]),
  );
});

for (const [stride, dilation] of [
  [1, 1],
  [2, 1],
  [1, 3],
] as const)
  test.serial(
    `Conv1D with stride ${stride} and dilation ${dilation} answers as node by node`,
    async (t) => {
      const attr = {
        T: FLOAT,
        padding: text('SAME'),
        stride: { i: String(stride) },
        dilation: { i: String(dilation) },
      };
      await assertAsNodeByNode(
        t,
        opModel(
          [
            {
              name: 'row',
              op: 'Reshape',
              input: ['image', 'shape'],
              attr: { T: FLOAT, Tshape: INT32 },
            },
            { name: 'y', op: 'Conv1D', input: ['row', 'kernel'], attr },
          ],
          [int32Weight('shape', [1, 240, 3]), weight('kernel', [5, 3, 4])],
        ),
      );
    },
  );

for (const op of ['Ones', 'Zeros'])
  test.serial(`${op} answer as node by node`, async (t) => {
    await assertAsNodeByNode(
      t,
      opModel(
        [
          { name: 'filled', op, input: ['shape'], attr: { T: FLOAT } },
          { name: 'y', op: 'Add', input: ['image', 'filled'], attr: { T: FLOAT } },
        ],
        [int32Weight('shape', [3])],
      ),
    );
  });

for (const [op, attr, message] of [
  ['Conv1D', { data_format: text('NCW') }, 'Conv1D (y) of the format NCW is not supported'],
  ['Ones', { T: { type: 'DT_BOOL' } }, 'Ones (y) of DT_BOOL is not supported'],
] as const)
  test(`${op} of another kind is refused in words`, (t) => {
    t.throws(() => rewriteGraph([{ name: 'y', op, input: ['x', 'kernel'], attr }]), {
      instanceOf: UnsupportedGraphError,
      message,
    });
  });
