import { GraphBuilder, type Graph } from '../convert/graph-builder.js';
import {
  add,
  biasAdd,
  convolution,
  depthwiseConvolution,
  fusedConvolution,
  matrixProduct,
  mean,
  placeholder,
  relu6,
  softmax,
} from '../convert/graph-nodes.js';
import type { ModelWeights } from '../convert/weights/layer-weights.js';
import { HEAD_CHANNELS, STEM_CHANNELS, type Architecture, type Block } from './architecture.js';

/**
 * Builds EfficientNet-Lite as a TensorFlow graph: pixels NHWC float32 → stem → blocks → head → mean over
 * height and width → linear layer → softmax.
 *
 * @param weights as `readEfficientNetWeights` gives them; the shapes are checked against the architecture
 * @throws WeightsError when a layer is missing, unknown or of the wrong shape
 */
export function buildGraph(architecture: Architecture, weights: ModelWeights): Graph {
  const builder = new EfficientNetBuilder(weights, architecture.title);
  const shape = [-1, architecture.input, architecture.input, 3];
  builder.add(placeholder('input', ...shape), 3);
  let node = builder.convolution('stem', 'input', STEM_CHANNELS, { size: 3, step: 2 });
  for (const [index, block] of architecture.blocks.entries())
    node = builder.block(`block${index}`, node, block);
  node = builder.convolution('head', node, HEAD_CHANNELS);
  builder.constant({ name: 'places', shape: [2], data: Int32Array.of(1, 2) });
  builder.add(mean('pooled', node, 'places'), HEAD_CHANNELS);
  const classes = builder.classifier('classifier', 'pooled');
  builder.add(softmax('probabilities', 'logits'), classes);
  return builder.finish(shape, classes);
}

class EfficientNetBuilder extends GraphBuilder {
  /** A convolution with ReLU6. */
  convolution(name: string, input: string, outputs: number, { size = 1, step = 1 } = {}): string {
    const { kernel, bias } = this.kernel(name, input, outputs, size);
    const movement = { step, padding: 'SAME', activation: 'Relu6' } as const;
    return this.add(fusedConvolution(name, [input, kernel, bias], movement), outputs);
  }

  block(name: string, input: string, { kernel, stride, expansion, outputs }: Block): string {
    const inputs = this.channelsOf(input);
    const wide =
      expansion === 1 ? input : this.convolution(`${name}/expand`, input, inputs * expansion);
    const filtered = this.depthwise(`${name}/depthwise`, wide, kernel, stride);
    const shortcut = stride === 1 && inputs === outputs ? [input] : [];
    return this.projection(`${name}/project`, filtered, outputs, shortcut);
  }

  /** The linear layer, on the means. Its node is `logits`. */
  classifier(name: string, input: string): number {
    const inputs = this.channelsOf(input);
    const { kernel, bias, outputs } = this.layer(name, (out) => [1, 1, inputs, out], [inputs, -1]);
    this.add(matrixProduct(`${name}/product`, input, kernel), outputs);
    this.add(biasAdd('logits', `${name}/product`, bias), outputs);
    return outputs;
  }

  /** A depthwise convolution with ReLU6, which libtensorflow fuses. */
  private depthwise(name: string, input: string, size: number, step: number): string {
    const channels = this.channelsOf(input);
    const { kernel, bias } = this.layer(name, () => [size, size, 1, channels], [
      size,
      size,
      channels,
      1,
    ]);
    const movement = { step, padding: 'SAME' };
    this.add(depthwiseConvolution(`${name}/linear`, [input, kernel], movement), channels);
    this.add(biasAdd(`${name}/biased`, `${name}/linear`, bias), channels);
    return this.add(relu6(name, `${name}/biased`), channels);
  }

  /** A 1×1 convolution without activation, plus the block's input if the sizes are the same. */
  private projection(name: string, input: string, outputs: number, shortcut: string[]): string {
    const { kernel, bias } = this.kernel(name, input, outputs, 1);
    const linear = convolution(`${name}/linear`, [input, kernel], { step: 1, padding: 'SAME' });
    const biased = biasAdd(name, this.add(linear, outputs), bias);
    const projected = this.add(biased, outputs);
    const [other] = shortcut;
    return other === undefined
      ? projected
      : this.add(add(`${name}/sum`, projected, other), outputs);
  }

  private kernel(name: string, input: string, outputs: number, size: number) {
    const inputs = this.channelsOf(input);
    return this.layer(name, () => [size, size, inputs, outputs]);
  }
}
