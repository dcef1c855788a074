import test from 'ava';
import { argmax, topK } from '../../src/inference/top-k.js';

test('argmax is the index of the greatest value', (t) => {
  t.is(argmax(Float32Array.of(0.1, 0.7, 0.2)), 1);
  t.is(argmax(Float32Array.of(0.9)), 0);
  t.is(argmax(Float32Array.of(-3, -1, -2)), 1);
});

test('argmax takes the lowest index of equal values', (t) => {
  t.is(argmax(Float32Array.of(0.1, 0.4, 0.4, 0.1)), 1);
});

test('topK lists indices, greatest value first, equal ones by index', (t) => {
  const values = Float32Array.of(0.1, 0.3, 0.1, 0.3, 0.2);
  t.deepEqual(topK(values, 1), [1]);
  t.deepEqual(topK(values, 3), [1, 3, 4]);
  t.deepEqual(topK(values, 5), [1, 3, 4, 0, 2]);
});

test('topK of more than there are is all of them', (t) => {
  t.deepEqual(topK(Float32Array.of(0.2, 0.8), 1000), [1, 0]);
});

test('topK sorts 1,000 values', (t) => {
  const values = Float32Array.from({ length: 1000 }, (_, index) => (index * 617) % 1000);
  const expected = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  t.deepEqual(topK(values, 1000), expected);
  t.deepEqual(topK(values, 5), expected.slice(0, 5));
});
