import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findDrift, selfCheck } from '../../src/inference/self-check.js';
import { readServedModel } from '../../src/model/served-model.js';
import type { ModelCard, Preprocessing } from '../../src/model/model-card.js';
import { classify, startPool } from '../helpers/model-pool.js';
import { makeVariant, SQUEEZENET_1_1 } from '../helpers/squeezenet-variant.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

// Causes on purpose the errors that made the service's predecessor silently wrong, small enough to pass
// unnoticed. The golden predictions must catch each one and stop the start.

const PREPROCESSING = /its weights are those of the card, so the preprocessing or a library has/;

const changePreprocessing =
  (change: Partial<Preprocessing>) =>
  (card: ModelCard): ModelCard => ({
    ...card,
    preprocessing: { ...card.preprocessing, ...change },
  });

async function assertDrifts(t: ExecutionContext, folder: string, cause: RegExp): Promise<void> {
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  const model = await readServedModel(folder);
  const predictions = model.card.golden?.predictions ?? [];
  const drifts = await Promise.all(predictions.map((one) => findDrift(pool, model, one)));
  const caught = drifts.filter((drift) => drift !== undefined);
  t.log(`${caught.length} of ${predictions.length} golden images show it`);
  t.true(caught.length > 0);
  const error = await t.throwsAsync(selfCheck(pool, model), { name: 'ModelError' });
  t.log(error.message);
  t.regex(error.message, /failed its self-check: .* is expected; /);
  t.regex(error.message, cause);
}

test('an untouched variant passes', async (t) => {
  const folder = await makeVariant(t, (card) => card);
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  t.true(await selfCheck(pool, await readServedModel(folder)));
});

test('the clients’ limit on pixels does not apply to golden images', async (t) => {
  const pool = await startPool(SQUEEZENET_1_1, { maxPixels: 100 });
  t.teardown(() => pool.close());
  const model = await readServedModel(SQUEEZENET_1_1);
  t.true(await selfCheck(pool, model));
  const [golden] = model.card.golden?.predictions ?? [];
  const image = await readFile(join(SQUEEZENET_1_1, golden?.image ?? ''));
  await t.throwsAsync(classify(pool, image), { code: 'image_too_many_pixels' });
});

test('perturbed weights are caught', async (t) => {
  const folder = await makeVariant(t, (card) => card);
  const shard = join(folder, 'group1-shard1of1.bin');
  const bytes = await readFile(shard);
  const weights = new Float32Array(new Uint8Array(bytes).buffer);
  // Two percent up and down, alternating, on every weight.
  weights.forEach((weight, index) => (weights[index] = weight * (index % 2 ? 1.02 : 0.98)));
  await writeFile(shard, new Uint8Array(weights.buffer));
  await assertDrifts(t, folder, /its weights on disk are not what was converted$/);
});

test('a swapped channel order is caught', async (t) => {
  await assertDrifts(
    t,
    await makeVariant(t, changePreprocessing({ channelOrder: 'RGB' })),
    PREPROCESSING,
  );
});

test('a changed mean is caught', async (t) => {
  await assertDrifts(
    t,
    await makeVariant(t, changePreprocessing({ mean: [127.5, 127.5, 127.5] })),
    PREPROCESSING,
  );
});

test('a resize that has lost its antialiasing is caught', async (t) => {
  await assertDrifts(
    t,
    await makeVariant(t, changePreprocessing({ resampling: 'bilinear' })),
    PREPROCESSING,
  );
});

test('a start says so when the golden predictions are of other weights', async (t) => {
  const folder = await makeVariant(t, (card) => ({
    ...changePreprocessing({ channelOrder: 'RGB' })(card),
    golden: card.golden && { ...card.golden, weightsSha256: '0'.repeat(64) },
  }));
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  await t.throwsAsync(selfCheck(pool, await readServedModel(folder)), {
    message: /made from weights \(sha256 f286bbf4.*that the golden predictions are not of/,
  });
});

/** A model as from elsewhere, without the converter's metadata, that fails its check. */
async function failingModel(t: ExecutionContext, weightsSha256: (shards: string) => string) {
  const model = tinyModel();
  const predictions = [
    {
      image: resolve(SQUEEZENET_1_1, '../golden/rocket.jpg'),
      top: [{ classification: 'gray', confidence: 1 }],
    },
  ];
  const folder = await writeModel(t, model);
  const shards = await Promise.all(['1.bin', '2.bin'].map((name) => readFile(join(folder, name))));
  const sha256 = createHash('sha256').update(Buffer.concat(shards)).digest('hex');
  const golden = {
    reference: 'by hand',
    weightsSha256: weightsSha256(sha256),
    tolerance: 0.01,
    predictions,
  };
  await writeFile(join(folder, 'card.json'), JSON.stringify({ ...model.card, golden }));
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  const checking = selfCheck(pool, await readServedModel(folder));
  const { message } = await t.throwsAsync(checking, { name: 'ModelError' });
  return { sha256, message };
}

test('the sha256 of a golden section may be that of the shards: then they are not blamed', async (t) => {
  const { message } = await failingModel(t, (shards) => shards);
  t.regex(message, PREPROCESSING);
});

test('other shards than those of the golden predictions are told by the sha256 of both', async (t) => {
  const { message, sha256 } = await failingModel(t, () => '0'.repeat(64));
  const cause = `its weights (sha256 ${sha256} of the shards) are not those of the golden predictions (${'0'.repeat(64)})`;
  t.true(message.endsWith(cause), message);
});
