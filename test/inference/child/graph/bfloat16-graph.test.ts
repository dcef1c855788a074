import test from 'ava';
import sharp from 'sharp';
import { GraphSession } from '../../../../src/inference/child/graph/graph-session.js';
import { readGraphModel } from '../../../../src/model/graph-model-file.js';
import { loadModelCard } from '../../../../src/model/model-card.js';
import {
  bytes,
  COLOUR,
  convolution,
  convolutionModel,
  expected,
  FLOAT,
  fused,
  integers,
  plain,
  WEIGHT,
} from '../../../helpers/convolution-model.js';
import { classify, startPool } from '../../../helpers/model-pool.js';
import { INPUT, softmax, writeModel, type TinyModel } from '../../../helpers/tiny-model.js';
import { compare } from '../pillow.js';
import { runInBfloat16, wrappedGraph } from './run-in-bfloat16.js';

const BFLOAT16 = 'DT_BFLOAT16';

test('the weights of a convolution are rounded to bfloat16, and the rest is exact', async (t) => {
  const folder = await writeModel(t, fused);
  const card = await loadModelCard(folder);
  const model = await readGraphModel(folder);
  for (const [precision, weight] of [
    ['float32', WEIGHT],
    ['bfloat16', 2 ** -5],
  ] as const) {
    const session = await GraphSession.load(model, card, precision);
    const { probabilities } = session.run(plain());
    t.true(compare(probabilities, expected(weight)).largest < 1e-6, precision);
    session.dispose();
  }
});

test('a child computes in the precision that it is told', async (t) => {
  const folder = await writeModel(t, fused);
  const [r = 0, g = 0, b = 0] = COLOUR;
  const create = { ...INPUT, channels: 3, background: { r, g, b } } as const;
  const image = await sharp({ create }).png().toBuffer();
  for (const [precision, weight] of [
    ['float32', WEIGHT],
    ['bfloat16', 2 ** -5],
  ] as const) {
    const pool = await startPool(folder, { precision });
    const { probabilities } = await classify(pool, image);
    await pool.close();
    t.true(compare(probabilities, expected(weight)).largest < 1e-6, precision);
  }
});

test('every op that is put into bfloat16 runs in it', async (t) => {
  const input = (name: string, op: string, ...names: string[]) => ({
    name,
    op,
    input: names,
    attr: { T: FLOAT },
  });
  const model = convolutionModel(
    [
      { name: 'conv', op: 'Conv2D', input: ['image', 'kernel'], attr: convolution },
      {
        ...input('biased', 'BiasAdd', 'conv', 'bias'),
        attr: { T: FLOAT, data_format: bytes('NHWC') },
      },
      { name: 'deep', op: 'DepthwiseConv2dNative', input: ['biased', 'ones'], attr: convolution },
      input('relu', 'Relu', 'deep'),
      input('relu6', 'Relu6', 'conv'),
      input('same', 'Identity', 'relu'),
      input('twice', 'AddV2', 'same', 'relu'),
      {
        name: 'joined',
        op: 'ConcatV2',
        input: ['twice', 'relu6', 'channels'],
        attr: { T: FLOAT, Tidx: { type: 'DT_INT32' }, N: { i: '2' } },
      },
      {
        name: 'padded',
        op: 'Pad',
        input: ['joined', 'paddings'],
        attr: { T: FLOAT, Tpaddings: { type: 'DT_INT32' } },
      },
      {
        name: 'pooled',
        op: 'MaxPool',
        input: ['padded'],
        attr: {
          T: FLOAT,
          ksize: integers(1, 3, 3, 1),
          strides: integers(1, 3, 3, 1),
          padding: bytes('VALID'),
          data_format: bytes('NHWC'),
        },
      },
      ...['ones', 'channels', 'paddings'].map((name) => ({
        name,
        op: 'Const',
        attr: { dtype: name === 'ones' ? FLOAT : { type: 'DT_INT32' } },
      })),
    ],
    'pooled',
  );
  const weights: TinyModel['weights'] = [
    ...model.weights,
    { name: 'ones', shape: [1, 1, 4, 1], values: [1, 1, 1, 1], dtype: 'float32' },
    { name: 'channels', shape: [], values: [3], dtype: 'int32' },
    { name: 'paddings', shape: [4, 2], values: [0, 0, 1, 1, 1, 1, 0, 0], dtype: 'int32' },
  ];
  const { probabilities, nodes } = runInBfloat16(
    await wrappedGraph(await writeModel(t, { ...model, weights })),
    INPUT,
    plain(),
  );
  for (const name of [
    'conv',
    'biased',
    'deep',
    'relu',
    'relu6',
    'same',
    'twice',
    'joined',
    'padded',
    'pooled',
  ])
    t.is(nodes.get(name)?.attr['T']?.type, BFLOAT16, name);
  const scores = COLOUR.map((value) => value * 2 ** -5);
  const joined = [
    ...[...scores, 0.5].map((value) => 2 * value),
    ...[...scores, 0].map((value) => Math.min(value, 6)),
  ];
  t.true(compare(probabilities, softmax(joined)).largest < 1e-6, probabilities.join());
});

test('what is not a convolution, or also needs other inputs, stays float32', async (t) => {
  const model = convolutionModel(
    [
      { name: 'conv', op: 'Conv2D', input: ['image', 'kernel'], attr: convolution },
      {
        name: 'plain',
        op: 'BiasAdd',
        input: ['squared', 'bias'],
        attr: { T: FLOAT, data_format: bytes('NHWC') },
      },
      { name: 'squared', op: 'Square', input: ['conv:0'], attr: { T: FLOAT } },
      { name: 'sum', op: 'AddV2', input: ['conv', 'plain'], attr: { T: FLOAT } },
      { name: 'scaled', op: 'Mul', input: ['sum', 'small'], attr: { T: FLOAT } },
      { name: 'small', op: 'Const', attr: { dtype: FLOAT } },
    ],
    'scaled',
  );
  const weights: TinyModel['weights'] = [
    ...model.weights,
    { name: 'small', shape: [], values: [1 / 16], dtype: 'float32' },
  ];
  const { probabilities, nodes } = runInBfloat16(
    await wrappedGraph(await writeModel(t, { ...model, weights })),
    INPUT,
    plain(),
  );
  t.is(nodes.get('conv')?.attr['T']?.type, BFLOAT16);
  for (const name of ['plain', 'squared', 'sum', 'scaled', 'mean', 'colour'])
    t.deepEqual(nodes.get(name)?.attr['T'], FLOAT, name);
  const scores = [...COLOUR.map((value) => value * 2 ** -5), 0];
  const sums = scores.map((value, index) => (value + value ** 2 + (index === 3 ? 0.5 : 0)) / 16);
  t.true(compare(probabilities, softmax(sums)).largest < 1e-6, probabilities.join());
});

test('an output of bfloat16 is read as float32', async (t) => {
  const graph = await wrappedGraph(await writeModel(t, fused));
  const endpoints = { ...graph.endpoints, outputs: { probabilities: 'conv' } };
  const { probabilities } = runInBfloat16({ ...graph, endpoints }, INPUT, plain());
  const scores = [...COLOUR.map((value) => value * 2 ** -5), 0.5];
  t.deepEqual([...probabilities.slice(0, 4)], scores);
});
