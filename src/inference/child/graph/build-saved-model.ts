import type { GraphModelFile } from '../../../model/graph-model-file.js';
import type { ModelCard } from '../../../model/model-card.js';
import type { Precision } from '../../../settings/classifier.js';
import { toBfloat16 } from './bfloat16-graph.js';
import { checkOutputOp } from './check-output.js';
import { checkInputShape, findEndpoints, type ServingEndpoints } from './endpoints.js';
import { modelConstants } from './model-constants.js';
import { toSavedModel } from './saved-model.js';
import { wrapGraph } from './wrap-graph.js';

/** A serialized SavedModel, and the nodes to feed and read. */
export interface BuiltGraph {
  readonly savedModel: Uint8Array;
  readonly endpoints: ServingEndpoints;
}

/**
 * Makes a SavedModel of a model: its graph with the weights, the preprocessing and the softmax. The same
 * model always gives the same bytes.
 *
 * @throws UnsupportedGraphError if libtensorflow does not support the graph, ModelError if TF.js would not
 *   either
 */
export function buildSavedModel(
  model: GraphModelFile,
  card: ModelCard,
  precision: Precision = 'float32',
): BuiltGraph {
  const own = findEndpoints(model.json);
  checkOutputOp(model.json, own, card);
  checkInputShape(model.json, own, card.preprocessing.crop);
  const wrapped = wrapGraph(model.json.modelTopology.node, own, card);
  const constants = new Map([...modelConstants(model), ...wrapped.constants]);
  const exact = { ...wrapped, constants };
  const graph = precision === 'bfloat16' ? toBfloat16(exact) : exact;
  const { endpoints } = graph;
  return { savedModel: toSavedModel(graph.nodes, graph.constants, endpoints), endpoints };
}
