import type { AttributeJson, NodeJson } from '../../../../model/graph-model-file.js';
import type { ConstantValue } from '../saved-model.js';

/** Nodes of TensorFlow's ops that compute what one node of TF.js computes. */
export interface Replacement {
  /** The last one has the name of the node that they replace. */
  readonly nodes: readonly NodeJson[];
  /** The values of the `Const` nodes among them. */
  readonly constants?: ReadonlyMap<string, ConstantValue>;
}

/**
 * Replaces a node by nodes that libtensorflow supports.
 *
 * @throws UnsupportedGraphError if libtensorflow has nothing for what the node asks
 */
export type Rewrite = (node: NodeJson) => Replacement;

/** The attributes with these names, as far as the node has them. */
export function pickAttributes(
  { attr }: NodeJson,
  names: readonly string[],
): Record<string, AttributeJson> {
  return Object.fromEntries(Object.entries(attr).filter(([name]) => names.includes(name)));
}

/** A node of the same type T; `attr` adds to it or overrides it. */
export function nodeLike(
  { attr: { T = { type: 'DT_FLOAT' } } }: NodeJson,
  name: string,
  op: string,
  input: readonly string[],
  attr: NodeJson['attr'] = {},
): NodeJson {
  return { name, op, input: [...input], attr: { T, ...attr } };
}
