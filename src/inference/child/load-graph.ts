import { isLayersModel, readModelFile, type ModelFile } from '../../model/model-file.js';
import { loadLabels, loadModelCard, type ModelCard } from '../../model/model-card.js';
import { ModelError } from '../../model/model-error.js';
import type { Precision } from '../../settings/classifier.js';
import { checkAgainstLayers } from './check-against-layers.js';
import { GraphSession } from './graph/graph-session.js';
import { OpByOpGraph } from './graph/op-by-op.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import type { LoadedGraph } from './loaded-graph.js';
import { runOnce } from './run-once.js';

/**
 * Reads a model's folder, makes its graph and runs it once: one session if libtensorflow supports the
 * graph, else TF.js node by node, which is always float32.
 *
 * @throws ModelError if a file is missing or does not match the others, or if the graph does not run
 */
export async function loadGraphOf(
  folder: string,
  precision: Precision = 'float32',
): Promise<LoadedGraph> {
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const file = await readModelFile(folder);
  const { preprocessing } = card;
  const known = { preprocessing, classes: labels.length };
  try {
    const graph = await GraphSession.load(file, card, precision);
    const probabilities = runOnce(graph, preprocessing);
    if (isLayersModel(file)) await checkAgainstLayers(graph, file, card);
    return { ...known, graph, probabilities };
  } catch (error) {
    if (!(error instanceof UnsupportedGraphError)) throw error;
    const nodeByNode = await loadNodeByNode(folder, file, card, error);
    const note = `the model runs node by node, which is slower: ${error.message}`;
    return { ...known, ...nodeByNode, note };
  }
}

async function loadNodeByNode(
  folder: string,
  file: ModelFile,
  card: ModelCard,
  unsupported: UnsupportedGraphError,
): Promise<Pick<LoadedGraph, 'graph' | 'probabilities'>> {
  try {
    const graph = isLayersModel(file)
      ? await OpByOpGraph.ofLayers(file, card)
      : await OpByOpGraph.load(folder, card);
    return { graph, probabilities: runOnce(graph, card.preprocessing) };
  } catch (error) {
    throw new ModelError(`${(error as Error).message}; ${unsupported.message}`, { cause: error });
  }
}
