import test from 'ava';
import { isDense, toRowMajor } from '../../../tools/convert/weights/strides.js';

test('a transposed tensor becomes row-major', (t) => {
  const stored = Float32Array.of(1, 2, 3, 4, 5, 6);
  t.deepEqual([...toRowMajor(stored, [2, 3], [3, 1])], [1, 2, 3, 4, 5, 6]);
  t.deepEqual([...toRowMajor(stored, [3, 2], [1, 3])], [1, 4, 2, 5, 3, 6]);
  t.deepEqual([...toRowMajor(stored, [1, 2, 3], [9, 1, 2])], [1, 3, 5, 2, 4, 6]);
});

test('a tensor with gaps, or with strides that are no distances, is not dense', (t) => {
  t.true(isDense([3, 2], [1, 3]));
  t.true(isDense([1, 1, 4], [4, 4, 1]));
  for (const [shape, stride] of [
    [
      [3, 2],
      [4, 1],
    ],
    [
      [3, 2],
      [0, 1],
    ],
    [
      [3, 2],
      [-1, 3],
    ],
    [[3, 2], [1]],
    [
      [3, 1.5],
      [1, 3],
    ],
  ] as const)
    t.false(isDense(shape, stride), `${shape.join()} by ${stride.join()}`);
});
