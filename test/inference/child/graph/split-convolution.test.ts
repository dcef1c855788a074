import test from 'ava';
import { splitConvolution } from '../../../../src/inference/child/graph/split-convolution.js';
import type { NodeJson } from '../../../../src/model/graph-model-file.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function fused(parts: readonly string[], input = ['images', 'kernel', 'bias']): NodeJson {
  return {
    name: 'conv',
    op: '_FusedConv2D',
    input,
    attr: {
      T: { type: 'DT_FLOAT' },
      num_args: { i: '1' },
      fused_ops: { list: { s: parts.map(base64) } },
      strides: { list: { i: ['1', '2', '2', '1'] } },
      padding: { s: base64('SAME') },
      data_format: { s: base64('NHWC') },
      epsilon: { f: 0 },
    },
  };
}

test('a fused convolution becomes its parts, the last of which has its name', (t) => {
  const type = { T: { type: 'DT_FLOAT' } };
  const format = { data_format: { s: base64('NHWC') } };
  const convolution = {
    op: 'Conv2D',
    input: ['images', 'kernel'],
    attr: {
      ...type,
      strides: { list: { i: ['1', '2', '2', '1'] } },
      padding: { s: base64('SAME') },
      ...format,
    },
  };
  const bias = {
    op: 'BiasAdd',
    input: ['conv/split_Conv2D', 'bias'],
    attr: { ...type, ...format },
  };
  t.deepEqual(splitConvolution(fused(['BiasAdd'])), [
    { name: 'conv/split_Conv2D', ...convolution },
    { name: 'conv', ...bias },
  ]);
  for (const op of ['Relu', 'Relu6'])
    t.deepEqual(splitConvolution(fused(['BiasAdd', op])), [
      { name: 'conv/split_Conv2D', ...convolution },
      { name: 'conv/split_BiasAdd', ...bias },
      { name: 'conv', op, input: ['conv/split_BiasAdd'], attr: type },
    ]);
});

test('other nodes, and convolutions fused with something else, stay as they are', (t) => {
  for (const node of [
    fused(['BiasAdd', 'LeakyRelu']),
    fused(['FusedBatchNorm']),
    fused([]),
    fused(['BiasAdd', 'Relu'], ['images', 'kernel', 'bias', 'other']),
    { ...fused(['BiasAdd']), op: '_FusedMatMul' },
  ])
    t.deepEqual(splitConvolution(node), [node]);
});
