import type { Architecture } from './architecture.js';
import { GraphBuilder, type Graph } from '../convert/graph-builder.js';
import {
  concatenate,
  fusedConvolution,
  maxPool,
  mean,
  placeholder,
  softmax,
} from '../convert/graph-nodes.js';
import type { ModelWeights } from '../convert/weights/layer-weights.js';

/**
 * Builds SqueezeNet as a TensorFlow graph: pixels NHWC float32 → conv1 … conv10 → mean over height and
 * width → softmax.
 *
 * @param weights every convolution of the architecture; the shapes are checked against each other
 * @throws WeightsError when a layer is missing, unknown or of the wrong shape
 */
export function buildGraph(architecture: Architecture, weights: ModelWeights): Graph {
  const builder = new SqueezeNetBuilder(weights, 'SqueezeNet');
  const shape = [-1, architecture.input, architecture.input, 3];
  builder.add(placeholder('input', ...shape), 3);
  let node = 'input';
  for (const layer of architecture.layers) {
    if (layer.kind === 'pool') node = builder.pool(layer.name, node, layer.padding);
    else if (layer.kind === 'fire') node = builder.fire(layer.name, node);
    else node = builder.convolution(layer.name, node, layer.kernel, layer.stride, layer.padding);
  }
  const classes = builder.channelsOf(node);
  builder.constant({ name: 'places', shape: [2], data: Int32Array.of(1, 2) });
  builder.add(mean('logits', node, 'places'), classes);
  builder.add(softmax('probabilities', 'logits'), classes);
  return builder.finish(shape, classes);
}

class SqueezeNetBuilder extends GraphBuilder {
  convolution(name: string, input: string, size: number, step: number, padding: string): string {
    const inputs = this.channelsOf(input);
    const { kernel, bias, outputs } = this.layer(name, (out) => [size, size, inputs, out]);
    const movement = { step, padding, activation: 'Relu' } as const;
    return this.add(fusedConvolution(name, [input, kernel, bias], movement), outputs);
  }

  pool(name: string, input: string, padding: string): string {
    return this.add(maxPool(name, input, padding), this.channelsOf(input));
  }

  /** A fire module: squeeze to few channels, then expand with parallel 1×1 and 3×3 convolutions. */
  fire(name: string, input: string): string {
    const squeeze = this.convolution(`${name}/squeeze1x1`, input, 1, 1, 'VALID');
    const narrow = this.convolution(`${name}/expand1x1`, squeeze, 1, 1, 'VALID');
    const wide = this.convolution(`${name}/expand3x3`, squeeze, 3, 1, 'SAME');
    const axis = this.constant({ name: `${name}/axis`, shape: [], data: Int32Array.of(3) });
    const channels = this.channelsOf(narrow) + this.channelsOf(wide);
    return this.add(concatenate(`${name}/concat`, [narrow, wide], axis), channels);
  }
}
