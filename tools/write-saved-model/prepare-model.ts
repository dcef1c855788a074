import { buildSavedModel } from '../../src/inference/child/graph/build-saved-model.js';
import { madeFrom } from '../../src/inference/prepared-model.js';
import { readGraphModel } from '../../src/model/graph-model-file.js';
import { removeSavedModel, writeSavedModel } from '../../src/model/saved-model-file.js';
import { readServedModel } from '../../src/model/served-model.js';

/**
 * Writes a model's SavedModel beside it: `saved-model.pb`, and `saved-model.json` with what ties it to the
 * model. The same model always gives the same bytes. If that fails, no older one is left either.
 *
 * @throws ModelError if the folder is not usable or libtensorflow does not support the graph
 */
export async function prepareModel(folder: string): Promise<void> {
  await removeSavedModel(folder);
  const model = await readServedModel(folder);
  const { savedModel, endpoints } = buildSavedModel(await readGraphModel(folder), model.card);
  const { input, outputs } = endpoints;
  await writeSavedModel(folder, savedModel, { madeFrom: await madeFrom(model), input, outputs });
}
