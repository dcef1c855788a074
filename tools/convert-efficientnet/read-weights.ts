import {
  WeightsError,
  type LayerWeights,
  type ModelWeights,
} from '../convert/weights/layer-weights.js';
import { toHwio } from '../convert/weights/to-hwio.js';
import { readTorchFile, type TorchTensor } from '../convert/weights/torch-file.js';
import { foldBatchNorm } from './fold-batch-norm.js';

/** A block's convolutions: our names, the weights' names and those of their batch normalizations. */
const BLOCK = [
  ['expand', '_expand_conv', '_bn0'],
  ['depthwise', '_depthwise_conv', '_bn1'],
  ['project', '_project_conv', '_bn2'],
] as const;

type Tensors = ReadonlyMap<string, TorchTensor>;

/**
 * Reads EfficientNet's weights from a state dict in the naming of lukemelas' EfficientNet-PyTorch, with every
 * batch normalization folded into its convolution: `stem`, `block0/depthwise`, `block0/project`,
 * `block1/expand` …, `head`, `classifier`.
 *
 * A depthwise kernel has the shape [height, width, 1, channels].
 *
 * @throws WeightsError when the file has another content
 */
export function readEfficientNetWeights(file: Uint8Array): ModelWeights {
  const tensors = readTorchFile(file);
  const layers = new Map([
    ['stem', convolution(tensors, '_conv_stem', '_bn0')],
    ['head', convolution(tensors, '_conv_head', '_bn1')],
    ['classifier', classifier(tensors)],
  ]);
  for (let block = 0; tensors.has(`_blocks.${block}._project_conv.weight`); block++)
    for (const [name, theirs, norm] of BLOCK) {
      const prefix = `_blocks.${block}.`;
      if (name !== 'expand' || tensors.has(`${prefix}${theirs}.weight`))
        layers.set(`block${block}/${name}`, convolution(tensors, prefix + theirs, prefix + norm));
    }
  return layers;
}

function convolution(tensors: Tensors, name: string, norm: string): LayerWeights {
  const kernel = tensorOf(tensors, `${name}.weight`, 4);
  const outputs = kernel.shape[0] ?? 0;
  const vector = (part: string) => vectorOf(tensors, `${norm}.${part}`, outputs);
  return foldBatchNorm(toHwio(kernel), {
    gamma: vector('weight'),
    beta: vector('bias'),
    mean: vector('running_mean'),
    variance: vector('running_var'),
  });
}

/** The linear layer as a 1×1 convolution. */
function classifier(tensors: Tensors): LayerWeights {
  const { shape, data } = tensorOf(tensors, '_fc.weight', 2);
  const [outputs = 0, inputs = 0] = shape;
  const kernel = toHwio({ shape: [outputs, inputs, 1, 1], data });
  return { ...kernel, bias: vectorOf(tensors, '_fc.bias', outputs) };
}

function vectorOf(tensors: Tensors, name: string, length: number): Float32Array {
  const { data } = tensorOf(tensors, name, 1);
  if (data.length === length) return data;
  throw new WeightsError(`${name} has ${data.length} values where ${length} were expected`);
}

function tensorOf(tensors: Tensors, name: string, rank: number): TorchTensor {
  const tensor = tensors.get(name);
  if (tensor?.shape.length === rank) return tensor;
  throw new WeightsError(
    `the .pth file has no ${name} of rank ${rank}: is it an EfficientNet-Lite?`,
  );
}
