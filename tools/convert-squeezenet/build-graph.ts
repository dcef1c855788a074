import type { Architecture } from './architecture.js';
import {
  concatenate,
  constant,
  fusedConvolution,
  maxPool,
  mean,
  placeholder,
  softmax,
  type GraphNode,
  type NamedTensor,
} from './graph-nodes.js';
import { WeightsError, type SqueezeNetWeights } from './weights/layer-weights.js';

export interface Graph {
  nodes: GraphNode[];
  weights: NamedTensor[];
  input: { name: string; shape: number[] };
  output: { name: string; shape: number[] };
}

/**
 * Builds SqueezeNet as a TensorFlow graph: pixels NHWC float32 → conv1 … conv10 → mean over height and
 * width → softmax.
 *
 * @param weights every convolution of the architecture; the shapes are checked against each other
 * @throws WeightsError when a layer is missing, unknown or of the wrong shape
 */
export function buildGraph(architecture: Architecture, weights: SqueezeNetWeights): Graph {
  const builder = new GraphBuilder(weights);
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
  builder.refuseUnused();
  return {
    nodes: builder.nodes,
    weights: builder.tensors,
    input: { name: 'input', shape },
    output: { name: 'probabilities', shape: [-1, classes] },
  };
}

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly tensors: NamedTensor[] = [];
  private readonly channels = new Map<string, number>();
  private readonly unused: Set<string>;

  constructor(private readonly weights: SqueezeNetWeights) {
    this.unused = new Set(weights.keys());
  }

  add(node: GraphNode, channels: number): string {
    this.nodes.push(node);
    this.channels.set(node.name, channels);
    return node.name;
  }

  constant(tensor: NamedTensor): string {
    this.tensors.push(tensor);
    this.nodes.push(constant(tensor));
    return tensor.name;
  }

  channelsOf(node: string): number {
    return this.channels.get(node) ?? 0;
  }

  convolution(name: string, input: string, size: number, stride: number, padding: string): string {
    const layer = this.weights.get(name);
    if (layer === undefined) throw new WeightsError(`the weights have no layer ${name}`);
    this.unused.delete(name);
    const { kernel, shape, bias } = layer;
    const outputs = shape[3];
    const expected = [size, size, this.channelsOf(input), outputs];
    if (shape.join() !== expected.join() || bias.length !== outputs)
      throw new WeightsError(
        `layer ${name} has a kernel of shape [${shape.join()}] and ${bias.length} biases ` +
          `where [${expected.join()}] and ${outputs} were expected`,
      );
    const kernelName = this.constant({ name: `${name}/kernel`, shape: [...shape], data: kernel });
    const biasName = this.constant({ name: `${name}/bias`, shape: [outputs], data: bias });
    return this.add(fusedConvolution(name, input, kernelName, biasName, stride, padding), outputs);
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

  refuseUnused(): void {
    const [name] = this.unused;
    if (name !== undefined)
      throw new WeightsError(`the weights have a layer ${name} that SqueezeNet does not have`);
  }
}
