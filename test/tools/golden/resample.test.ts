import test from 'ava';
import { resample } from '../../../tools/golden/resample.js';

/** One row of gray pixels. */
function row(...values: number[]) {
  const data = Float64Array.from(values.flatMap((value) => [value, value, value]));
  return { width: values.length, height: 1, data };
}

function reds(width: number, resampling: string, ...values: number[]): number[] {
  const { data } = resample(row(...values), width, 1, resampling);
  return [...data].filter((_, index) => index % 3 === 0);
}

// By hand, from the formulas of Pillow and of TensorFlow.
for (const [resampling, width, expected] of [
  ['bilinear', 2, [5, 25]],
  ['bilinear-legacy', 2, [0, 20]],
  ['bilinear-align-corners', 2, [0, 30]],
  ['bilinear-align-corners', 3, [0, 15, 30]],
  ['bilinear-antialias', 2, [7, 23]],
  ['bilinear-antialias', 4, [0, 10, 20, 30]],
  ['bicubic-antialias', 4, [0, 10, 20, 30]],
] as const)
  test(`${resampling}: [0, 10, 20, 30] to ${width} pixels`, (t) => {
    t.deepEqual(reds(width, resampling, 0, 10, 20, 30), [...expected]);
  });

test('an unknown name is refused', (t) => {
  t.throws(() => reds(2, 'lanczos', 0, 10), {
    message: /unknown preprocessing\.resampling: lanczos/,
  });
});
