import type { Explain } from '../../../../model/explain.js';
import type { NodeJson } from '../../../../model/graph-model-file.js';
import { ModelError } from '../../../../model/model-error.js';
import type { Size } from '../../pixels.js';
import type { ModelGraph } from '../model-graph.js';
import type { ConstantValue } from '../saved-model.js';
import type { WrappedGraph } from '../wrap-graph.js';
import { checkExplain, type LinearLayer } from './check-explain.js';
import { placeCells } from './place-cells.js';

const PREFIX = 'image_classifier/explain';
/** Maximum number of cells of a map: networks have a few hundred. They bound what leaves the child. */
const MAX_CELLS = 65_536;
const FLOAT = { type: 'DT_FLOAT' };
const INT32 = { type: 'DT_INT32' };

/**
 * Adds nodes that give the activation maps of classes. They take the wanted classes, or −1 for the most
 * probable one, so that only these leave the graph. A run that does not read them does not compute them:
 * libtensorflow prunes the graph for each set of nodes that is read.
 *
 * @param own the model's own graph, which `wrapped` contains
 * @param input the size of the model's input
 * @throws ModelError if the logits are not the sum of what `explain` names, or its cells cannot be placed
 */
export function addClassMaps(
  wrapped: WrappedGraph,
  own: ModelGraph,
  explain: Explain,
  input: Size,
): WrappedGraph {
  const { averaged, layer } = checkExplain(own, explain);
  const cells = placeCells(own, averaged, input);
  if (cells.rows.cells * cells.columns.cells > MAX_CELLS)
    throw new ModelError(`the maps have more than the ${MAX_CELLS} cells allowed`);
  const builder = new NodeAdder(wrapped);
  const classes = builder.add('Placeholder', [], { dtype: INT32, shape: { shape: UNKNOWN } });
  const wanted = addWanted(builder, classes, wrapped.endpoints.outputs.probabilities);
  const maps = layer
    ? addLinearMaps(builder, averaged, layer, wanted)
    : builder.gather(averaged, wanted, 3);
  const biases = layer?.bias === undefined ? undefined : builder.gather(layer.bias, wanted, 0);
  return {
    nodes: [...wrapped.nodes, ...builder.nodes],
    constants: new Map([...wrapped.constants, ...builder.constants]),
    endpoints: {
      ...wrapped.endpoints,
      explain: { classes, wanted, maps, biases, ...cells },
    },
  };
}

/** A vector of any length. */
const UNKNOWN = { dim: [{ size: -1 }] };

/** The classes, with the most probable one for each that is negative. */
function addWanted(builder: NodeAdder, classes: string, probabilities: string): string {
  const one = builder.constant([], 1);
  const best = builder.add('ArgMax', [probabilities, one], {
    T: FLOAT,
    Tidx: INT32,
    output_type: INT32,
  });
  const none = builder.add('Less', [classes, builder.constant([], 0)], { T: INT32 });
  return builder.add('SelectV2', [none, best, classes], { T: INT32 });
}

/** The features times the classes' weights: shape [cells, classes]. */
function addLinearMaps(
  builder: NodeAdder,
  features: string,
  { weights, transposed }: LinearLayer,
  wanted: string,
): string {
  const rows = builder.gather(weights, wanted, transposed ? 0 : 1);
  const shape = builder.constant([2], -1, builder.lengthOf(weights, transposed ? 1 : 0));
  const flat = builder.add('Reshape', [features, shape], { T: FLOAT, Tshape: INT32 });
  return builder.add('MatMul', [flat, rows], {
    T: FLOAT,
    transpose_a: { b: false },
    transpose_b: { b: transposed },
  });
}

/** Adds nodes to a graph, each with a name of its own. */
class NodeAdder {
  readonly nodes: NodeJson[] = [];
  readonly constants = new Map<string, ConstantValue>();

  constructor(private readonly graph: WrappedGraph) {}

  add(op: string, input: string[], attr: NodeJson['attr']): string {
    const name = `${PREFIX}/${this.nodes.length}_${op}`;
    this.nodes.push({ name, op, input, attr });
    return name;
  }

  constant(shape: readonly number[], ...values: number[]): string {
    const name = this.add('Const', [], { dtype: INT32 });
    const bytes = new Uint8Array(Int32Array.from(values).buffer);
    this.constants.set(name, { dtype: 'DT_INT32', shape, bytes });
    return name;
  }

  gather(from: string, indices: string, axis: number): string {
    return this.add('GatherV2', [from, indices, this.constant([], axis)], {
      Tparams: FLOAT,
      Tindices: INT32,
      Taxis: INT32,
      batch_dims: { i: 0 },
    });
  }

  /** @throws ModelError if the node is no constant */
  lengthOf(constant: string, axis: number): number {
    const length = this.graph.constants.get(constant)?.shape[axis];
    if (length === undefined) throw new ModelError(`the weights ${constant} are no constant`);
    return length;
  }
}
