import { resolve } from 'node:path';
import test from 'ava';
import { toChildModel } from '../../src/inference/prepared-model.js';
import { findDrift } from '../../src/inference/self-check.js';
import { modelFolders } from '../../src/model/model-folder.js';
import { readServedModels } from '../../src/model/served-models.js';
import type { Precision } from '../../src/settings/classifier.js';
import { readSettings } from '../../src/settings/index.js';
import { startPool } from '../helpers/model-pool.js';

/** One pixel. Neither the start nor golden images need sharp. */
const GIF = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

/**
 * Checks every golden prediction of the configured models (`MODEL`, `MODEL_DIR`, `SQUEEZENET_VERSION`)
 * on the service's own path, child process included, in each precision that a card has a tolerance for.
 * The kernels for bfloat16 run on any processor, only slowly on most.
 */
const folders = modelFolders(readSettings(process.env).model).map((folder) => resolve(folder));
const models = await readServedModels(folders);
const inBfloat16 = models.all
  .filter(({ card }) => card.golden?.bfloat16Tolerance !== undefined)
  .map(({ folder }) => folder);

async function start(served: readonly string[], precision: Precision) {
  const { all } = await readServedModels(served, precision);
  const childModels = await Promise.all(all.map(toChildModel));
  const pool = await startPool('', { models: childModels, precision });
  return all.map((model) => ({ precision, model, pool }));
}

const checked = [
  ...(await start(folders, 'float32')),
  ...(inBfloat16.length === 0 ? [] : await start(inBfloat16, 'bfloat16')),
];
test.after.always(() => Promise.all(checked.map(({ pool }) => pool.close())));

for (const { name, folder, card } of models.all)
  test(`${name} has golden predictions`, (t) => {
    t.true(
      (card.golden?.predictions.length ?? 0) >= 1,
      `${folder}/card.json has no golden predictions: "make golden MODEL_DIR=${folder}" computes them`,
    );
  });

for (const { precision, model, pool } of checked) {
  const { card, name } = model;
  for (const prediction of card.golden?.predictions ?? [])
    test(`${name} in ${precision}: ${card.title}: ${prediction.image}`, async (t) => {
      t.is(await findDrift(pool, model, prediction), undefined);
    });

  test(`${name} in ${precision}: a GIF is classified: sharp can be loaded`, async (t) => {
    const { signal } = new AbortController();
    const results = await pool.classify(Buffer.from(GIF, 'base64'), [name], signal);
    t.is(results.get(name)?.probabilities.length, model.labels.length);
  });
}
