/** A child process: the service's own graph session alone. */
import { readGraphModel } from '../../../src/model/graph-model-file.js';
import { GraphSession } from '../../../src/inference/child/graph/graph-session.js';
import { loadModelCard } from '../../../src/model/model-card.js';
import { MODEL } from '../paths.js';
import { answerRuns, testPixels } from './protocol.js';

const session = await GraphSession.load(await readGraphModel(MODEL), await loadModelCard(MODEL));
const pixels = testPixels();
answerRuns(() => session.run(pixels));
