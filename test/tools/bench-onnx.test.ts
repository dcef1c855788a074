import test from 'ava';
import type { GraphModelFile, NodeJson } from '../../src/model/graph-model-file.js';
import { exportOnnx } from '../../tools/bench/onnx/export-onnx.js';
import { initializer } from '../../tools/bench/onnx/onnx-proto.js';
import { integer, message, text } from '../../tools/bench/onnx/protobuf-writer.js';
import { slide } from '../../tools/bench/onnx/window.js';
import { checkAgreement } from '../../tools/bench/inference/engine.js';

/** A convolution 1×2 of two channels to three, of which every weight is another number. */
const KERNEL = Float32Array.from({ length: 12 }, (_, index) => index + 1);
const BIAS = Float32Array.of(100, 101, 102);

const CONVOLUTION: NodeJson = {
  name: 'conv',
  op: '_FusedConv2D',
  input: ['input', 'kernel', 'bias'],
  attr: {
    strides: { list: { i: ['1', '2', '2', '1'] } },
    padding: { s: Buffer.from('VALID').toString('base64') },
  },
};

function modelOf(node: NodeJson): GraphModelFile {
  const weights = [
    { name: 'kernel', shape: [1, 2, 2, 3], dtype: 'float32' },
    { name: 'bias', shape: [3], dtype: 'float32' },
  ];
  const placeholder = { name: 'input', op: 'Placeholder', input: [], attr: {} };
  return {
    json: {
      format: 'graph-model',
      modelTopology: { node: [placeholder, node] },
      weightsManifest: [{ paths: [], weights }],
    },
    weightData: Buffer.concat([Buffer.from(KERNEL.buffer), Buffer.from(BIAS.buffer)]),
  };
}

test('fields are encoded as the examples of the protobuf documentation', (t) => {
  t.is(integer(1, 150).toString('hex'), '089601');
  t.is(text(2, 'testing').toString('hex'), '120774657374696e67');
  t.is(message(3, [integer(1, 150)]).toString('hex'), '1a03089601');
  t.is(integer(1, 0).toString('hex'), '0800');
});

test('kernels are turned from height, width, in, out to out, in, height, width', (t) => {
  const onnx = exportOnnx(modelOf(CONVOLUTION), 5, 3);
  const turned = Float32Array.of(1, 7, 4, 10, 2, 8, 5, 11, 3, 9, 6, 12);
  t.true(onnx.includes(Buffer.from(turned.buffer)));
  t.true(onnx.includes(Buffer.from(BIAS.buffer)));
  for (const word of ['Conv', 'Relu', 'kernel_shape', 'strides', 'pads', 'input', 'conv'])
    t.true(onnx.includes(word), word);
});

/** The same kernel, of two channels by themselves with three outputs each. */
const DEPTHWISE: NodeJson = {
  ...CONVOLUTION,
  op: 'DepthwiseConv2dNative',
  input: ['input', 'kernel'],
};

test('depthwise kernels become groups, of one input each', (t) => {
  const onnx = exportOnnx(modelOf(DEPTHWISE), 5, 6);
  const turned = Float32Array.of(1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12);
  t.true(onnx.includes(Buffer.from(turned.buffer)));
  t.true(onnx.includes(attribute('group', 6)));
  t.false(exportOnnx(modelOf(CONVOLUTION), 5, 3).includes(Buffer.from('group')));
});

test('the ReLU of at most 6 becomes a clip between two constants', (t) => {
  const fused = ['BiasAdd', 'Relu6'].map((name) => Buffer.from(name).toString('base64'));
  const attr = { ...CONVOLUTION.attr, fused_ops: { list: { s: fused } } };
  const onnx = exportOnnx(modelOf({ ...CONVOLUTION, attr }), 5, 3);
  for (const bound of [0, 6])
    t.true(
      onnx.includes(initializer(`conv/${bound === 0 ? 'min' : 'max'}`, [], Float32Array.of(bound))),
    );
  t.true(onnx.includes(text(4, 'Clip')));
  t.false(onnx.includes(text(4, 'Relu')));
});

test('a stride leaves the odd row and column of the padding to the end, as TensorFlow does', (t) => {
  const attr = { ...DEPTHWISE.attr, padding: { s: Buffer.from('SAME').toString('base64') } };
  const pads = slide({ ...DEPTHWISE, attr }, 3, 224);
  t.is(pads.side, 112);
  t.deepEqual(pads.attributes['pads'], [0, 0, 1, 1]);
});

test('a node that the compared models have none of is refused by its name', (t) => {
  const node = { ...CONVOLUTION, op: 'LRN' };
  t.throws(() => exportOnnx(modelOf(node), 5, 3), { message: /conv: LRN/ });
});

test('engines are timed only if they give the same probabilities', (t) => {
  const ours = [0.25, 0.75];
  t.notThrows(() => {
    checkAgreement('m', ours, [0.2505, 0.7495]);
  });
  for (const theirs of [[0.252, 0.748], [0.25], [0.25, 0.75, 0], [0.25, NaN]])
    t.throws(
      () => {
        checkAgreement('m', ours, theirs);
      },
      { message: /m: the engines/ },
    );
});

/** An AttributeProto's name and value. */
function attribute(name: string, value: number): Buffer {
  return Buffer.concat([text(1, name), integer(3, value)]);
}
