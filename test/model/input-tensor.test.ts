import test from 'ava';
import { inputTensorOf } from '../../src/model/input-tensor.js';
import type { Preprocessing } from '../../src/model/preprocessing.js';

function inputWith(resampling: Preprocessing['resampling']) {
  const preprocessing: Preprocessing = {
    resize: { mode: 'warp', width: 9, height: 9 },
    resampling,
    crop: { width: 5, height: 4 },
    channelOrder: 'RGB',
    mean: [0, 0, 0],
    scale: [1, 1, 1],
    foldedIntoFirstConvolution: false,
  };
  return inputTensorOf({ preprocessing });
}

test('a graph takes bytes where resizing gives bytes, else floats', (t) => {
  for (const resampling of ['bilinear-antialias', 'bicubic-antialias'] as const)
    t.deepEqual(inputWith(resampling), { shape: [4, 5, 3], type: 'uint8', values: 60, bytes: 60 });
  for (const resampling of ['bilinear', 'bilinear-legacy', 'bilinear-align-corners'] as const)
    t.deepEqual(inputWith(resampling), {
      ...{ shape: [4, 5, 3], type: 'float32', values: 60, bytes: 240 },
    });
});
