/** A child process: the service's own graph session alone. Its argument is the model's name. */
import { readGraphModel } from '../../../src/model/graph-model-file.js';
import { GraphSession } from '../../../src/inference/child/graph/graph-session.js';
import { loadModelCard } from '../../../src/model/model-card.js';
import { modelFolder } from '../paths.js';
import { answerRuns, testPixels } from './protocol.js';

const folder = modelFolder(process.argv[2] ?? '');
const card = await loadModelCard(folder);
const session = await GraphSession.load(await readGraphModel(folder), card);
const pixels = testPixels(card.preprocessing.crop.width);
answerRuns(() => session.run(pixels).probabilities);
