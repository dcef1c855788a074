import test from 'ava';
import { WeightsError } from '../../../tools/convert/weights/layer-weights.js';
import { readWeights } from '../../../tools/convert-squeezenet/weights/read-weights.js';
import type { FloatArray } from './pickle.js';
import { ndfFile, tinyLayers } from './tiny-weights.js';
import { torchLegacy, torchvisionTensors, torchZip } from './torch-file.js';

const writers = { zip: torchZip, older: torchLegacy };

for (const version of ['1.0', '1.1'] as const)
  for (const [format, write] of Object.entries(writers))
    test(`a .pth of SqueezeNet ${version}, ${format} format, gives the same layers as a .pkl`, (t) => {
      const layers = tinyLayers(version);
      const read = readWeights(write(torchvisionTensors(layers, version)));
      t.deepEqual(new Map(read), new Map(readWeights(ndfFile(layers))));
    });

function changed(change: (tensors: Map<string, FloatArray>) => void) {
  const tensors = torchvisionTensors(tinyLayers('1.1'), '1.1');
  change(tensors);
  return tensors;
}

for (const [format, write] of Object.entries(writers)) {
  test(`a .pth without a layer is refused, ${format} format`, (t) => {
    for (const name of ['features.0.weight', 'classifier.1.bias', 'features.12.expand3x3.weight'])
      t.throws(() => readWeights(write(changed((tensors) => tensors.delete(name)))), {
        instanceOf: WeightsError,
        message: /^the \.pth file has no convolution .*: is it a SqueezeNet\?$/,
      });
  });

  test(`a tensor beyond its storage is refused, ${format} format`, (t) => {
    const tensors = changed((all) => {
      const { data } = all.get('classifier.1.weight') ?? { data: new Float32Array() };
      all.set('classifier.1.weight', { shape: [data.length + 1, 1, 1, 1], data });
    });
    t.throws(() => readWeights(write(tensors)), {
      instanceOf: WeightsError,
      message: 'the .pth file lacks the data of classifier.1.weight',
    });
  });

  test(`a .pth cut short anywhere is refused, ${format} format`, (t) => {
    const whole = write(torchvisionTensors(tinyLayers('1.1'), '1.1'));
    for (let length = 2; length < whole.length; length += 97) {
      const part = whole.subarray(0, length);
      const error = t.throws(
        () => readWeights(part),
        { instanceOf: WeightsError },
        `${length} of ${whole.length} bytes`,
      );
      t.notRegex(error.message, /\n/);
    }
  });
}
