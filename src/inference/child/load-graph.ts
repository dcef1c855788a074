import { readGraphModel } from '../../model/graph-model-file.js';
import { loadLabels, loadModelCard, type ModelCard } from '../../model/model-card.js';
import { ModelError } from '../../model/model-error.js';
import type { Precision } from '../../settings/classifier.js';
import type { GraphRunner } from './graph/graph-runner.js';
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
export async function loadGraphOf(folder: string, precision: Precision): Promise<LoadedGraph> {
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const file = await readGraphModel(folder);
  const { preprocessing } = card;
  const known = { preprocessing, classes: labels.length };
  try {
    const session = await GraphSession.load(file, card, precision);
    return { ...known, graph: runOnce(session, preprocessing) };
  } catch (error) {
    if (!(error instanceof UnsupportedGraphError)) throw error;
    const graph = await loadNodeByNode(folder, card, error);
    const note = `the model runs node by node, which is slower: ${error.message}`;
    return { ...known, graph, note };
  }
}

async function loadNodeByNode(
  folder: string,
  card: ModelCard,
  unsupported: UnsupportedGraphError,
): Promise<GraphRunner> {
  try {
    return runOnce(await OpByOpGraph.load(folder, card), card.preprocessing);
  } catch (error) {
    throw new ModelError(`${(error as Error).message}; ${unsupported.message}`, { cause: error });
  }
}
