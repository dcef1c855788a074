import { constant, type GraphNode, type NamedTensor } from './graph-nodes.js';
import { WeightsError, type LayerWeights, type ModelWeights } from './weights/layer-weights.js';

export interface Graph {
  nodes: GraphNode[];
  weights: NamedTensor[];
  input: { name: string; shape: number[] };
  output: { name: string; shape: number[] };
}

/** Collects a graph's nodes and weights, and checks each layer's shape against the node it follows. */
export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly tensors: NamedTensor[] = [];
  private readonly channels = new Map<string, number>();
  private readonly unused: Set<string>;

  /** @param model its name, for messages */
  constructor(
    private readonly weights: ModelWeights,
    private readonly model: string,
  ) {
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

  /**
   * Adds a layer's kernel and bias as constants.
   *
   * @param expected the kernel's shape, given the number of its outputs
   * @param stored the shape that the constant gets, if another; -1 is the number of outputs
   * @throws WeightsError when the layer is missing or of another shape
   */
  layer(
    name: string,
    expected: (outputs: number) => readonly number[],
    stored?: readonly number[],
  ): { kernel: string; bias: string; outputs: number } {
    const layer = this.take(name);
    const outputs = layer.bias.length;
    const shape = expected(layer.shape[3]);
    if (layer.shape.join() !== shape.join() || outputs !== layer.shape[3])
      throw new WeightsError(
        `layer ${name} has a kernel of shape [${layer.shape.join()}] and ${outputs} biases ` +
          `where [${shape.join()}] and ${layer.shape[3]} were expected`,
      );
    return {
      kernel: this.constant({
        name: `${name}/kernel`,
        shape: (stored ?? layer.shape).map((size) => (size < 0 ? outputs : size)),
        data: layer.kernel,
      }),
      bias: this.constant({ name: `${name}/bias`, shape: [outputs], data: layer.bias }),
      outputs,
    };
  }

  /**
   * The graph from `input` to `probabilities`, over as many classes.
   *
   * @throws WeightsError when the weights have a layer that no node used
   */
  finish(inputShape: number[], classes: number): Graph {
    this.refuseUnused();
    return {
      nodes: this.nodes,
      weights: this.tensors,
      input: { name: 'input', shape: inputShape },
      output: { name: 'probabilities', shape: [-1, classes] },
    };
  }

  private refuseUnused(): void {
    const [name] = this.unused;
    if (name !== undefined)
      throw new WeightsError(`the weights have a layer ${name} that ${this.model} does not have`);
  }

  private take(name: string): LayerWeights {
    const layer = this.weights.get(name);
    if (layer === undefined) throw new WeightsError(`the weights have no layer ${name}`);
    this.unused.delete(name);
    return layer;
  }
}
