import { readGraphModel } from '../../model/graph-model-file.js';
import { loadLabels, loadModelCard } from '../../model/model-card.js';
import type { Precision } from '../../settings/classifier.js';
import { GraphSession } from './graph/graph-session.js';
import { OpByOpGraph } from './graph/op-by-op.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import type { LoadedGraph } from './loaded-graph.js';

/**
 * Reads a model's folder and makes its graph: one session if libtensorflow supports it, else TF.js node by
 * node, which is always float32.
 *
 * @throws ModelError if a file is missing or does not match the others
 */
export async function loadGraphOf(folder: string, precision: Precision): Promise<LoadedGraph> {
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const file = await readGraphModel(folder);
  const known = { preprocessing: card.preprocessing, classes: labels.length };
  try {
    return { ...known, graph: await GraphSession.load(file, card, precision) };
  } catch (error) {
    if (!(error instanceof UnsupportedGraphError)) throw error;
    const note = `the model runs node by node, which is slower: ${error.message}`;
    return { ...known, graph: await OpByOpGraph.load(folder, card), note };
  }
}
