import { loadModelCard } from '../../src/model/model-card.js';
import { checkSha256 } from '../convert/check-sha256.js';
import { SQUEEZENET_1_0, SQUEEZENET_1_1, type Architecture } from './architecture.js';
import { buildGraph } from './build-graph.js';
import { foldPreprocessing } from './fold-preprocessing.js';
import { WeightsError, type ModelWeights } from '../convert/weights/layer-weights.js';
import { readWeights } from './weights/read-weights.js';
import { writeGraphModel } from '../convert/write-graph-model.js';

/**
 * Converts a weights file to a TF.js graph model.
 *
 * @param folder holds `card.json`, which says what the weights were trained on
 * @param into the model's folder
 * @returns the weights' sha256
 * @throws WeightsError when the file does not match the card, or has wrong layers
 */
export async function convert(folder: string, file: Uint8Array, into = folder): Promise<string> {
  const card = await loadModelCard(folder);
  const sha256 = checkSha256(card, file);
  const layers = new Map(readWeights(file));
  const architecture = architectureOf(layers);
  if (!card.title.startsWith(architecture.title))
    throw new WeightsError(`the weights are ${architecture.title}'s, the card is of ${card.title}`);
  const conv1 = layers.get('conv1');
  if (conv1 !== undefined && card.preprocessing.foldedIntoFirstConvolution)
    layers.set('conv1', foldPreprocessing(conv1, card.preprocessing));
  const graph = buildGraph(architecture, layers);
  await writeGraphModel(into, graph, { weightsSha256: sha256 }, 'tools/convert-squeezenet');
  return sha256;
}

/** The first convolution distinguishes the versions: 7×7 in 1.0, 3×3 in 1.1. */
function architectureOf(layers: ModelWeights): Architecture {
  return layers.get('conv1')?.shape[0] === 7 ? SQUEEZENET_1_0 : SQUEEZENET_1_1;
}
