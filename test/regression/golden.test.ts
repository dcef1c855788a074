import { resolve } from 'node:path';
import test from 'ava';
import { ClassifierPool } from '../../src/inference/classifier-pool.js';
import { findDrift } from '../../src/inference/self-check.js';
import { readSettings } from '../../src/settings/index.js';
import { readServedModels } from '../../src/model/served-models.js';
import { modelFolders } from '../../src/model/model-folder.js';
import { FakeLog } from '../helpers/service.js';

/**
 * Checks every golden prediction of the configured models (`MODEL`, `MODEL_DIR`, `SQUEEZENET_VERSION`)
 * on the service's own path, child process included.
 */
const folders = modelFolders(readSettings(process.env).model);
const models = await readServedModels(folders.map((folder) => resolve(folder)));
const pool = await ClassifierPool.start({
  models: models.all,
  processes: 1,
  threads: 1,
  queueMax: 1000,
  maxPixels: 50_000_000,
  log: new FakeLog(),
});
test.after.always(() => pool.close());

for (const model of models.all) {
  const { card, name, folder } = model;
  const predictions = card.golden?.predictions ?? [];

  test(`${name} has golden predictions`, (t) => {
    t.true(
      predictions.length >= 1,
      `${folder}/card.json has no golden predictions: "make golden MODEL_DIR=${folder}" computes them`,
    );
  });

  for (const prediction of predictions)
    test(`${name}: ${card.title}: ${prediction.image}`, async (t) => {
      t.is(await findDrift(pool, model, prediction), undefined);
    });
}
