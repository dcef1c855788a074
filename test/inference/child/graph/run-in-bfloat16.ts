import { toBfloat16 } from '../../../../src/inference/child/graph/bfloat16-graph.js';
import { findEndpoints } from '../../../../src/inference/child/graph/endpoints.js';
import { GraphSession } from '../../../../src/inference/child/graph/graph-session.js';
import { modelConstants } from '../../../../src/inference/child/graph/model-constants.js';
import { toSavedModel } from '../../../../src/inference/child/graph/saved-model.js';
import { wrapGraph, type WrappedGraph } from '../../../../src/inference/child/graph/wrap-graph.js';
import { readGraphModel } from '../../../../src/model/graph-model-file.js';
import { loadModelCard } from '../../../../src/model/model-card.js';

/** A model's graph as it is before it is rewritten in bfloat16. */
export async function wrappedGraph(folder: string): Promise<WrappedGraph> {
  const card = await loadModelCard(folder);
  const model = await readGraphModel(folder);
  const graph = wrapGraph(model.json.modelTopology.node, findEndpoints(model.json), card);
  const constants = new Map([...modelConstants(model), ...graph.constants]);
  return { ...graph, constants };
}

/** Runs a graph in bfloat16. Returns its output, and its nodes by name. */
export function runInBfloat16(
  graph: WrappedGraph,
  size: { width: number; height: number },
  pixels: Uint8Array,
) {
  const { nodes, constants, endpoints } = toBfloat16(graph);
  const savedModel = toSavedModel(nodes, constants, endpoints);
  const session = GraphSession.open({ savedModel, endpoints }, size);
  const { probabilities } = session.run(pixels);
  session.dispose();
  return { probabilities, nodes: new Map(nodes.map((node) => [node.name, node])) };
}
