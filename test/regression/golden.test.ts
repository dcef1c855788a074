import { resolve } from 'node:path';
import test from 'ava';
import { findPreparedModel } from '../../src/inference/prepared-model.js';
import { findDrift } from '../../src/inference/self-check.js';
import { modelFolder } from '../../src/model/model-folder.js';
import { readServedModel } from '../../src/model/served-model.js';
import type { Precision } from '../../src/settings/classifier.js';
import { readSettings } from '../../src/settings/index.js';
import { classify, startPool } from '../helpers/model-pool.js';

/** One pixel. Neither the start nor golden images need sharp. */
const GIF = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

/**
 * Checks every golden prediction of the configured model (`MODEL_DIR`, `SQUEEZENET_VERSION`) on the
 * service's own path, child process included, in each precision that the card has a tolerance for. The
 * kernels for bfloat16 run on any processor, only slowly on most.
 */
const folder = resolve(modelFolder(readSettings(process.env).model));
const model = await readServedModel(folder);
const { golden, title } = model.card;

async function start(precision: Precision) {
  const served = await readServedModel(folder, precision);
  const pool = await startPool(folder, { prepared: await findPreparedModel(served), precision });
  return { precision, served, pool };
}

const checked = [
  await start('float32'),
  ...(golden?.bfloat16Tolerance === undefined ? [] : [await start('bfloat16')]),
];
test.after.always(() => Promise.all(checked.map(({ pool }) => pool.close())));

test('the model has golden predictions', (t) => {
  t.true((golden?.predictions.length ?? 0) >= 1);
});

for (const { precision, served, pool } of checked) {
  for (const prediction of golden?.predictions ?? [])
    test(`${title} in ${precision}: ${prediction.image}`, async (t) => {
      t.is(await findDrift(pool, served, prediction), undefined);
    });

  test(`${title} in ${precision}: a GIF, so sharp can be loaded`, async (t) => {
    const { probabilities } = await classify(pool, Buffer.from(GIF, 'base64'));
    t.is(probabilities.length, served.labels.length);
  });
}
