import { isLayersModel, type ModelFile } from '../../../model/model-file.js';
import type { LayersModelFile } from '../../../model/layers-model-file.js';
import type { GraphModelFile } from '../../../model/graph-model-file.js';
import type { ModelCard } from '../../../model/model-card.js';
import type { Precision } from '../../../settings/classifier.js';
import type { Size } from '../pixels.js';
import { toBfloat16 } from './bfloat16-graph.js';
import { checkOutputOp } from './check-output.js';
import { addClassMaps } from './explain/add-class-maps.js';
import { checkInputShape, findEndpoints, type ServingEndpoints } from './endpoints.js';
import { modelConstants } from './model-constants.js';
import type { ModelGraph } from './model-graph.js';
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
export async function buildSavedModel(
  model: ModelFile,
  card: ModelCard,
  precision: Precision = 'float32',
): Promise<BuiltGraph> {
  const { crop } = card.preprocessing;
  const own = isLayersModel(model) ? await layersGraph(model, crop) : ownGraph(model, crop);
  checkOutputOp(own, card);
  const wrapped = wrapGraph(own.nodes, own.endpoints, card);
  const constants = new Map([...own.constants, ...wrapped.constants]);
  const plain = { ...wrapped, constants };
  const exact = card.explain ? addClassMaps(plain, own, card.explain, crop) : plain;
  const graph = precision === 'bfloat16' ? toBfloat16(exact) : exact;
  const { endpoints } = graph;
  return { savedModel: toSavedModel(graph.nodes, graph.constants, endpoints), endpoints };
}

function ownGraph(model: GraphModelFile, crop: Size): ModelGraph {
  const endpoints = findEndpoints(model.json);
  checkInputShape(model.json, endpoints, crop);
  return { nodes: model.json.modelTopology.node, constants: modelConstants(model), endpoints };
}

/** Only layers need TF.js to be loaded. */
async function layersGraph(model: LayersModelFile, crop: Size): Promise<ModelGraph> {
  const { traceLayers } = await import('./tracing/trace-layers.js');
  return traceLayers(model, crop);
}
