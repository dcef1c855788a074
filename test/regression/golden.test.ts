import { resolve } from 'node:path';
import test from 'ava';
import { findDrift } from '../../src/inference/self-check.js';
import { findPreparedModel } from '../../src/inference/prepared-model.js';
import { readSettings } from '../../src/settings/index.js';
import { readServedModel } from '../../src/model/served-model.js';
import { modelFolder } from '../../src/model/model-folder.js';
import { classify, startPool } from '../helpers/model-pool.js';

/**
 * Checks every golden prediction of the configured model (`MODEL_DIR`, `SQUEEZENET_VERSION`) on the
 * service's own path, child process included.
 */
const model = await readServedModel(resolve(modelFolder(readSettings(process.env).model)));
const pool = await startPool(model.folder, { prepared: await findPreparedModel(model) });
test.after.always(() => pool.close());

test('the model has golden predictions', (t) => {
  t.true((model.card.golden?.predictions.length ?? 0) >= 1);
});

for (const prediction of model.card.golden?.predictions ?? [])
  test(`${model.card.title}: ${prediction.image}`, async (t) => {
    t.is(await findDrift(pool, model, prediction), undefined);
  });

/** One pixel. Start and golden images do not need sharp. */
const GIF = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

test('a GIF is classified: sharp can be loaded', async (t) => {
  const { probabilities } = await classify(pool, Buffer.from(GIF, 'base64'));
  t.is(probabilities.length, model.labels.length);
});
