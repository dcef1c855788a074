/** A child process: the service's own graph session alone. Its argument is the model's folder. */
import { GraphSession } from '../../../src/inference/child/graph/graph-session.js';
import { loadModelCard } from '../../../src/model/model-card.js';
import { readModelFile } from '../../../src/model/model-file.js';
import { answerRuns, testInput } from './protocol.js';

const [, , folder = ''] = process.argv;
const card = await loadModelCard(folder);
const session = await GraphSession.load(await readModelFile(folder), card);
const pixels = testInput(card.preprocessing);
answerRuns(() => session.run(pixels).probabilities);
