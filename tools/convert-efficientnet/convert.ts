import { loadModelCard } from '../../src/model/model-card.js';
import { checkSha256 } from '../convert/check-sha256.js';
import { WeightsError } from '../convert/weights/layer-weights.js';
import { writeGraphModel } from '../convert/write-graph-model.js';
import { ARCHITECTURES } from './architecture.js';
import { buildGraph } from './build-graph.js';
import { readEfficientNetWeights } from './read-weights.js';

/**
 * Converts a weights file to a TF.js graph model.
 *
 * @param folder holds `card.json`, whose title names the architecture
 * @param into the model's folder
 * @returns the weights' sha256
 * @throws WeightsError when the file does not match the card, or has wrong layers
 */
export async function convert(folder: string, file: Uint8Array, into = folder): Promise<string> {
  const card = await loadModelCard(folder);
  const sha256 = checkSha256(card, file);
  const architecture = ARCHITECTURES.find(({ title }) => card.title.startsWith(title));
  if (architecture === undefined)
    throw new WeightsError(`the card is of ${card.title}, which is no EfficientNet-Lite`);
  const graph = buildGraph(architecture, readEfficientNetWeights(file));
  await writeGraphModel(into, graph, { weightsSha256: sha256 }, 'tools/convert-efficientnet');
  return sha256;
}
