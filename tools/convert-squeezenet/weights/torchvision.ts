import {
  WeightsError,
  type LayerWeights,
  type ModelWeights,
} from '../../convert/weights/layer-weights.js';
import { toHwio } from '../../convert/weights/to-hwio.js';
import { readTorchFile, type TorchTensor } from '../../convert/weights/torch-file.js';

/** A fire module's three convolutions: torchvision's names and Caffe's. */
const FIRE = {
  squeeze: 'squeeze1x1',
  expand1x1: 'expand1x1',
  expand3x3: 'expand3x3',
} as const;

/**
 * Reads SqueezeNet's weights from a state dict in torchvision's naming (torchvision/models/
 * squeezenet.py): `features.0` is conv1, the fire modules follow in order, `classifier.1` is conv10.
 *
 * @throws WeightsError when the file has another content
 */
export function readTorchvisionWeights(file: Uint8Array): ModelWeights {
  const tensors = readTorchFile(file);
  const modules = [...tensors.keys()]
    .map((name) => /^features\.(\d+)\.squeeze\.weight$/.exec(name)?.[1])
    .filter((index) => index !== undefined)
    .sort((a, b) => Number(a) - Number(b));
  const names = new Map([
    ['conv1', 'features.0'],
    ...modules.flatMap((index, place) =>
      Object.entries(FIRE).map(
        ([theirs, ours]) =>
          [`fire${place + 2}/${ours}`, `features.${index}.${theirs}`] as [string, string],
      ),
    ),
    ['conv10', 'classifier.1'],
  ]);
  return new Map([...names].map(([ours, theirs]) => [ours, layerOf(tensors, theirs)]));
}

function layerOf(tensors: Map<string, TorchTensor>, name: string): LayerWeights {
  const weight = tensors.get(`${name}.weight`);
  const bias = tensors.get(`${name}.bias`);
  if (weight?.shape.length !== 4 || bias === undefined)
    throw new WeightsError(`the .pth file has no convolution ${name}: is it a SqueezeNet?`);
  return { ...toHwio(weight), bias: bias.data };
}
