import type { NodeJson } from '../../../../model/graph-model-file.js';
import type { Explain } from '../../../../model/explain.js';
import { ModelError } from '../../../../model/model-error.js';
import { nodeOf } from '../endpoints.js';
import type { ModelGraph } from '../model-graph.js';
import { int32Values, text } from './window-attributes.js';

/** Ops that change no value, but at most the shape. */
const PASSING = new Set(['Identity', 'Reshape', 'Squeeze', 'StopGradient']);
/** Height and width in NHWC. */
const PLACES = '1,2';

/** The linear layer that turns the features' means into logits. */
export interface LinearLayer {
  readonly weights: string;
  readonly bias?: string | undefined;
  /** Whether the weights are [classes, features] instead of [features, classes]. */
  readonly transposed: boolean;
}

/** How a graph ends: in the mean of `averaged`, through a linear layer or not. */
export interface GraphEnd {
  readonly averaged: string;
  readonly layer?: LinearLayer | undefined;
}

/**
 * Checks that the nodes in a card's `explain` are those by which the graph computes its logits. What they
 * add up to is then the logits by construction, whatever the weights.
 *
 * @throws ModelError naming the nodes that it should have
 */
export function checkExplain(graph: ModelGraph, explain: Explain): GraphEnd {
  const end = findGraphEnd(graph);
  const found: Explain =
    end.layer === undefined
      ? { maps: end.averaged }
      : { features: end.averaged, weights: end.layer.weights, ...biasOf(end.layer) };
  if (sameNodes(found, explain)) return end;
  throw new ModelError(
    `the card's explain is ${JSON.stringify(explain)}, but the graph computes its logits from ${JSON.stringify(found)}`,
  );
}

function biasOf({ bias }: LinearLayer): { bias?: string } {
  return bias === undefined ? {} : { bias };
}

function sameNodes(a: Explain, b: Explain): boolean {
  const entries = (explain: Explain) => JSON.stringify(Object.entries(explain).sort());
  return entries(a) === entries(b);
}

/** @throws ModelError if the logits are no mean over height and width, nor linear in one */
function findGraphEnd({ nodes, constants, endpoints }: ModelGraph): GraphEnd {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const follow = (name: string | undefined): NodeJson | undefined => {
    let node = byName.get(nodeOf(name ?? ''));
    while (node !== undefined && PASSING.has(node.op))
      node = byName.get(nodeOf(node.input[0] ?? ''));
    return node;
  };
  const last = follow(endpoints.output);
  const logits = last?.op === 'Softmax' ? follow(last.input[0]) : last;
  const linear = logits && linearLayer(logits, follow);
  const mean = linear === undefined ? logits : follow(linear.input);
  const axes = constants.get(nodeOf(mean?.input[1] ?? ''));
  if (mean?.op === 'Mean' && axes && axesOf(int32Values(axes)) === PLACES)
    return { averaged: nodeOf(mean.input[0] ?? ''), layer: linear?.layer };
  throw new ModelError(
    `the card has explain, but the graph's logits do not come from a mean over height and width${mean ? `: ${mean.name} is ${mean.op}` : ''}`,
  );
}

/** In order, counted from the first: −1 is the last of four. */
function axesOf(axes: readonly number[]): string {
  return axes
    .map((axis) => (axis + 4) % 4)
    .sort((a, b) => a - b)
    .join();
}

function linearLayer(
  node: NodeJson,
  follow: (name: string | undefined) => NodeJson | undefined,
): { readonly input: string | undefined; readonly layer: LinearLayer } | undefined {
  if (node.op === '_FusedMatMul') return fusedLayer(node);
  if (node.op === 'MatMul') return matrixLayer(node);
  if (node.op !== 'BiasAdd') return undefined;
  const product = follow(node.input[0]);
  const found = product?.op === 'MatMul' ? matrixLayer(product) : undefined;
  return found && { ...found, layer: { ...found.layer, bias: nodeOf(node.input[1] ?? '') } };
}

function matrixLayer({ input, attr }: NodeJson) {
  const transposed = attr['transpose_b']?.b ?? false;
  return { input: input[0], layer: { weights: nodeOf(input[1] ?? ''), transposed } };
}

/** With a bias, and nothing after it. */
function fusedLayer(node: NodeJson) {
  const fused = node.attr['fused_ops']?.list?.s ?? [];
  if (fused.map((s) => text({ s })).join() !== 'BiasAdd') return undefined;
  const { input, layer } = matrixLayer(node);
  return { input, layer: { ...layer, bias: nodeOf(node.input[2] ?? '') } };
}
