import { checkAgainstLayers } from '../../src/inference/child/check-against-layers.js';
import { buildSavedModel } from '../../src/inference/child/graph/build-saved-model.js';
import { GraphSession } from '../../src/inference/child/graph/graph-session.js';
import { madeFrom } from '../../src/inference/prepared-model.js';
import { isLayersModel, readModelFile } from '../../src/model/model-file.js';
import { removeSavedModel, writeSavedModel } from '../../src/model/saved-model-file.js';
import { readServedModel } from '../../src/model/served-model.js';

/**
 * Writes a model's SavedModel beside it: `saved-model.pb`, and `saved-model.json` with what ties it to the
 * model. The same model always gives the same bytes. If that fails, no older one is left either.
 *
 * @throws ModelError if the folder is not usable, UnsupportedGraphError if libtensorflow does not support
 *   the graph
 */
export async function prepareModel(folder: string): Promise<void> {
  await removeSavedModel(folder);
  const model = await readServedModel(folder);
  const { card } = model;
  const file = await readModelFile(folder);
  const built = await buildSavedModel(file, card);
  if (isLayersModel(file)) {
    // Where the SavedModel is used, nobody checks it again.
    const graph = GraphSession.open(built, card.preprocessing.crop);
    await checkAgainstLayers(graph, file, card);
    graph.dispose();
  }
  const { input, outputs, explain } = built.endpoints;
  await writeSavedModel(folder, built.savedModel, {
    madeFrom: await madeFrom(model),
    input,
    outputs,
    explain,
  });
}
