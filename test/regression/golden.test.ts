import { resolve } from 'node:path';
import test from 'ava';
import { ClassifierPool } from '../../src/inference/classifier-pool.js';
import { findDrift } from '../../src/inference/self-check.js';
import { readSettings } from '../../src/settings/index.js';
import { toChildModel } from '../../src/inference/prepared-model.js';
import { readServedModels } from '../../src/model/served-models.js';
import { modelFolders } from '../../src/model/model-folder.js';
import { FakeLog } from '../helpers/service.js';

/** One pixel. Start and golden images do not need sharp. */
const GIF = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

/**
 * Checks every golden prediction of the configured models (`MODEL`, `MODEL_DIR`, `SQUEEZENET_VERSION`)
 * on the service's own path, child process included.
 */
const folders = modelFolders(readSettings(process.env).model);
const models = await readServedModels(folders.map((folder) => resolve(folder)));
const pool = await ClassifierPool.start({
  models: await Promise.all(models.all.map(toChildModel)),
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

  test(`${name}: a GIF is classified: sharp can be loaded`, async (t) => {
    const { signal } = new AbortController();
    const results = await pool.classify(Buffer.from(GIF, 'base64'), [name], signal);
    t.is(results.get(name)?.probabilities.length, model.labels.length);
  });
}
