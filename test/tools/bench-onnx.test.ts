import test from 'ava';
import type { GraphModelFile, NodeJson } from '../../src/model/graph-model-file.js';
import { exportOnnx } from '../../tools/bench/onnx/export-onnx.js';
import { integer, message, text } from '../../tools/bench/onnx/protobuf-writer.js';

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

test('a node that SqueezeNet has none of is refused by its name', (t) => {
  const node = { ...CONVOLUTION, op: 'LRN' };
  t.throws(() => exportOnnx(modelOf(node), 5, 3), { message: /conv: LRN/ });
});
