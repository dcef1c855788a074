/** A child process: the model run by TF.js node by node. Its argument is the model's folder. */
import { OpByOpGraph } from '../../../src/inference/child/graph/op-by-op.js';
import { loadModelCard } from '../../../src/model/model-card.js';
import { isLayersModel, readModelFile } from '../../../src/model/model-file.js';
import { answerRuns, testInput } from './protocol.js';

const [, , folder = ''] = process.argv;
const card = await loadModelCard(folder);
const file = await readModelFile(folder);
const graph = isLayersModel(file)
  ? await OpByOpGraph.ofLayers(file, card)
  : await OpByOpGraph.load(folder, card);
const pixels = testInput(card.preprocessing);
answerRuns(() => graph.run(pixels).probabilities);
