import type { LayersModelFile } from '../../model/layers-model-file.js';
import { isLayersModel, type ModelFile, readModelFile } from '../../model/model-file.js';
import { loadLabels, loadModelCard, ModelError, type ModelCard } from '../../model/model-card.js';
import type { GraphRunner } from './graph/graph-runner.js';
import { GraphSession } from './graph/graph-session.js';
import { OpByOpGraph } from './graph/op-by-op.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import type { LoadedGraph } from './loaded-graph.js';
import type { Size } from './pixels.js';

/**
 * Reads a model's folder, makes its graph and runs it once: one session if libtensorflow supports the
 * graph, else TF.js node by node.
 *
 * @throws ModelError if a file is missing or does not match the others, or if the graph does not run
 */
export async function loadGraphOf(folder: string): Promise<LoadedGraph> {
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const file = await readModelFile(folder);
  const { preprocessing } = card;
  const known = { preprocessing, classes: labels.length };
  try {
    const graph = runOnce(await GraphSession.load(file, card), preprocessing.crop);
    if (isLayersModel(file)) await checkAgainstLayers(graph, file, card);
    return { ...known, graph };
  } catch (error) {
    if (!(error instanceof UnsupportedGraphError)) throw error;
    const graph = await loadNodeByNode(folder, file, card, error);
    const note = `the model runs node by node, which is slower: ${error.message}`;
    return { ...known, graph, note };
  }
}

async function loadNodeByNode(
  folder: string,
  file: ModelFile,
  card: ModelCard,
  unsupported: UnsupportedGraphError,
): Promise<GraphRunner> {
  try {
    const graph = isLayersModel(file)
      ? await OpByOpGraph.ofLayers(file, card)
      : await OpByOpGraph.load(folder, card);
    return runOnce(graph, card.preprocessing.crop);
  } catch (error) {
    throw new ModelError(`${(error as Error).message}; ${unsupported.message}`, { cause: error });
  }
}

/**
 * libtensorflow makes the kernels of a graph at its first run, and only then refuses what they do not
 * support.
 */
function runOnce(graph: GraphRunner, { width, height }: Size): GraphRunner {
  try {
    graph.run(new Uint8Array(width * height * 3));
    return graph;
  } catch (error) {
    graph.dispose();
    throw new UnsupportedGraphError(`the graph does not run: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Largest difference of a probability. A wrong graph is off by far more, bfloat16 by less. */
const SAME = 0.05;

/**
 * The graph of layers is what TF.js did for one image. Another image shows that it is right for all.
 *
 * @throws UnsupportedGraphError if it is not
 */
async function checkAgainstLayers(
  graph: GraphRunner,
  file: LayersModelFile,
  card: ModelCard,
): Promise<void> {
  const { width, height } = card.preprocessing.crop;
  const noise = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 7919) & 255);
  const layers = await OpByOpGraph.ofLayers(file, card);
  const expected = layers.run(noise).probabilities;
  layers.dispose();
  const actual = graph.run(noise).probabilities;
  if (actual.every((value, index) => Math.abs(value - (expected[index] ?? NaN)) < SAME)) return;
  graph.dispose();
  throw new UnsupportedGraphError('as one graph, the layers give other results');
}
