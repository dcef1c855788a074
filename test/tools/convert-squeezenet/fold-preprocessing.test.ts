import test from 'ava';
import type { Preprocessing } from '../../../src/model/model-card.js';
import { foldPreprocessing } from '../../../tools/convert-squeezenet/fold-preprocessing.js';
import type { LayerWeights } from '../../../tools/convert/weights/layer-weights.js';
import { uniform } from './tiny-weights.js';

const SIDE = 12;
const KERNEL = 3;
const OUTPUTS = 4;

/** Convolution without padding, in float64: [SIDE, SIDE, 3] → [SIDE − 2, SIDE − 2, OUTPUTS]. */
function convolve(input: (y: number, x: number, c: number) => number, layer: LayerWeights) {
  const result: number[] = [];
  for (let y = 0; y <= SIDE - KERNEL; y++)
    for (let x = 0; x <= SIDE - KERNEL; x++)
      for (let output = 0; output < OUTPUTS; output++) {
        let sum = layer.bias[output] ?? Number.NaN;
        for (let dy = 0; dy < KERNEL; dy++)
          for (let dx = 0; dx < KERNEL; dx++)
            for (let c = 0; c < 3; c++) {
              const weight = layer.kernel[((dy * KERNEL + dx) * 3 + c) * OUTPUTS + output];
              sum += input(y + dy, x + dx, c) * (weight ?? Number.NaN);
            }
        result.push(sum);
      }
  return result;
}

const random = uniform(1);
const pixels = Array.from({ length: SIDE * SIDE * 3 }, () => Math.round((random() + 1) * 127.5));
const layer: LayerWeights = {
  shape: [KERNEL, KERNEL, 3, OUTPUTS],
  kernel: Float32Array.from({ length: KERNEL * KERNEL * 3 * OUTPUTS }, random),
  bias: Float32Array.from({ length: OUTPUTS }, random),
};

const cards: Record<string, Pick<Preprocessing, 'channelOrder' | 'mean' | 'scale'>> = {
  'RGB, nothing to do': { channelOrder: 'RGB', mean: [0, 0, 0], scale: [1, 1, 1] },
  'BGR alone': { channelOrder: 'BGR', mean: [0, 0, 0], scale: [1, 1, 1] },
  'Caffe’s: BGR, means': {
    channelOrder: 'BGR',
    mean: [104.006, 116.669, 122.679],
    scale: [1, 1, 1],
  },
  'torchvision’s: RGB, means, scales': {
    channelOrder: 'RGB',
    mean: [123.675, 116.28, 103.53],
    scale: [0.0171, 0.0175, 0.0174],
  },
  'BGR, all six different': { channelOrder: 'BGR', mean: [10, 200, -30], scale: [0.5, 2, -3] },
};

for (const [name, { channelOrder, mean, scale }] of Object.entries(cards))
  test(`folding gives what preprocessing gives: ${name}`, (t) => {
    const expected = convolve((y, x, c) => {
      const rgb = channelOrder === 'BGR' ? 2 - c : c;
      const pixel = pixels[(y * SIDE + x) * 3 + rgb] ?? Number.NaN;
      return (pixel - (mean[c] ?? Number.NaN)) * (scale[c] ?? Number.NaN);
    }, layer);
    const folded = foldPreprocessing(layer, {
      channelOrder,
      mean,
      scale,
      resize: { mode: 'short-side', size: SIDE },
      crop: { width: SIDE, height: SIDE },
      resampling: 'bilinear',
      foldedIntoFirstConvolution: true,
    });
    const actual = convolve((y, x, c) => pixels[(y * SIDE + x) * 3 + c] ?? Number.NaN, folded);
    t.is(actual.length, expected.length);
    const largest = Math.max(...expected.map(Math.abs));
    for (const [index, value] of expected.entries())
      t.true(Math.abs((actual[index] ?? Number.NaN) - value) <= 1e-4 * largest);
    t.deepEqual(folded.shape, layer.shape);
  });
