import test from 'ava';
import { dequantize } from '../../../../src/inference/child/graph/dequantize.js';
import { loadTensorflow } from '../../../../src/inference/child/tensorflow.js';

/** Every value that 16 bits can have. */
const ALL = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, index) => index).buffer);

for (const [dtype, quantization] of [
  ['float32', { dtype: 'uint8', scale: 0.0123, min: -1.7 }],
  ['float32', { dtype: 'uint16', scale: 0.000123, min: -1.7 }],
  ['float32', { dtype: 'float16' }],
  ['int32', { dtype: 'uint8', scale: 3.3, min: -70 }],
  ['int32', { dtype: 'uint16', scale: 0.7, min: 5 }],
] as const)
  test(`${quantization.dtype} becomes ${dtype} exactly as in TF.js`, (t) => {
    const length = quantization.dtype === 'uint8' ? ALL.length : ALL.length / 2;
    const spec = { name: 'weight', shape: [length], dtype, quantization };
    const tf = loadTensorflow();
    // TF.js wants a scale and an offset even where they have no meaning.
    const full = { ...spec, quantization: { scale: 1, min: 0, ...quantization } };
    const expected = tf.io.decodeWeights(ALL.buffer.slice(0), [full])['weight']?.dataSync();
    const actual = dequantize(ALL, dtype, quantization) ?? [];
    t.is(actual.length, length);
    t.is(
      actual.findIndex((value, index) => !Object.is(value, expected?.[index])),
      -1,
    );
  });

test('a shard may begin at an odd address', (t) => {
  const bytes = Uint8Array.of(9, 0x00, 0x3c, 0x00, 0xc0).subarray(1);
  t.deepEqual(dequantize(bytes, 'float32', { dtype: 'float16' }), Float32Array.of(1, -2));
});

for (const [dtype, stored] of [
  ['int32', 'float16'],
  ['float32', 'uint4'],
  ['bool', 'uint8'],
  ['string', 'uint8'],
] as const)
  test(`${dtype} stored as ${stored} is unknown`, (t) => {
    t.is(dequantize(ALL, dtype, { dtype: stored, scale: 1, min: 0 }), undefined);
  });

test('a scale that is missing is not made up', (t) => {
  t.is(dequantize(ALL, 'float32', { dtype: 'uint8', min: 0 }), undefined);
});
