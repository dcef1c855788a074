import { appendFile, copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { Model } from '../../../src/inference/child/model.js';
import { findPreparedModel } from '../../../src/inference/prepared-model.js';
import type { PreparedModel } from '../../../src/inference/protocol/messages.js';
import { readServedModel } from '../../../src/model/served-model.js';
import { prepareModel } from '../../../tools/write-saved-model/prepare-model.js';
import { classify, startPool } from '../../helpers/model-pool.js';
import { runModel } from '../../helpers/run-model.js';
import { FakeLog } from '../../helpers/service.js';
import { ROOT, SQUEEZENET_1_1 } from '../../helpers/squeezenet-variant.js';
import {
  onlyForTfjs,
  tinyModel,
  tinyProbabilities,
  writeModel,
  type TinyModel,
} from '../../helpers/tiny-model.js';

const ORANGE = [240, 120, 10] as const;

async function prepared(
  t: ExecutionContext,
  model: TinyModel,
): Promise<{ folder: string; prepared: PreparedModel }> {
  const folder = await writeModel(t, model);
  await prepareModel(folder);
  const found = await findPreparedModel(await readServedModel(folder));
  if (found === undefined) throw new Error('it was just written');
  return { folder, prepared: found };
}

async function assertOrange(t: ExecutionContext, model: Model): Promise<void> {
  const [r, g, b] = ORANGE;
  const create = { width: 30, height: 20, channels: 3, background: { r, g, b } } as const;
  const image = await sharp({ create }).png().toBuffer();
  const { probabilities } = await runModel(model, image, 1000);
  for (const [index, value] of tinyProbabilities(ORANGE).entries())
    t.true(Math.abs((probabilities[index] ?? 1) - value) < 1e-6, probabilities.join());
  model.dispose();
}

test('with a prepared model, nothing else of the folder is read', async (t) => {
  const { folder, prepared: given } = await prepared(t, tinyModel());
  for (const name of ['card.json', 'labels.json', 'model.json', '1.bin', '2.bin'])
    await rm(join(folder, name));
  const model = await Model.load(folder, given);
  t.is(model.note, undefined);
  await assertOrange(t, model);
});

test('SqueezeNet gives the same probabilities, bit for bit, with its SavedModel written ahead', async (t) => {
  const found = await findPreparedModel(await readServedModel(SQUEEZENET_1_1));
  t.not(found, undefined);
  const [ahead, built] = [await Model.load('', found), await Model.load(SQUEEZENET_1_1)];
  const image = await readFile(join(ROOT, 'models/golden/chelsea.png'));
  const [first, second] = await Promise.all(
    [ahead, built].map((model) => runModel(model, image, 1e7)),
  );
  t.deepEqual(first?.probabilities, second?.probabilities);
});

const damages: Record<string, (t: ExecutionContext, file: string) => Promise<void>> = {
  'that is another model’s': async (t, file) => {
    const { preprocessing } = tinyModel().card;
    const other = await prepared(t, {
      ...tinyModel(),
      card: { ...tinyModel().card, preprocessing: { ...preprocessing, mean: [9, 9, 9] } },
      weights: tinyModel().weights.map((one) =>
        one.name === 'matrix' ? { ...one, values: one.values.map((value) => -value) } : one,
      ),
    });
    await copyFile(other.prepared.file, file);
  },
  'with a byte too many': (_t, file) => appendFile(file, '\0'),
  'that is gone': (_t, file) => rm(file),
};

for (const [name, damage] of Object.entries(damages))
  test(`a SavedModel ${name} is not used: the model’s own files are, and the log says so`, async (t) => {
    const { folder, prepared: given } = await prepared(t, tinyModel());
    await damage(t, given.file);
    const model = await Model.load(folder, given);
    t.is(model.note, `${given.file} is not usable: run "make model"`);
    await assertOrange(t, model);
  });

test('a graph that only TF.js runs is run by TF.js, whatever was written ahead', async (t) => {
  const { folder, prepared: given } = await prepared(t, onlyForTfjs(tinyModel()));
  const model = await Model.load(folder, given);
  t.regex(
    model.note ?? '',
    /^the model runs node by node, which is slower: libtensorflow does not take the graph: /,
  );
  await assertOrange(t, model);
});

test('a prepared model with another number of labels is refused', async (t) => {
  const { folder, prepared: given } = await prepared(t, tinyModel());
  await t.throwsAsync(Model.load(folder, { ...given, classes: 3 }), {
    name: 'ModelError',
    message: 'the graph gives 4 classes, but there are 3 labels',
  });
});

test('the pool hands the prepared model to its processes', async (t) => {
  const { folder, prepared: given } = await prepared(t, tinyModel());
  await rm(join(folder, 'model.json'));
  const log = new FakeLog();
  const pool = await startPool(folder, {
    models: [{ name: 'model', folder, prepared: given }],
    log,
  });
  t.teardown(() => pool.close());
  const image = await readFile('models/golden/rocket.jpg');
  t.is((await classify(pool, image)).probabilities.length, 4);
  t.deepEqual(log.lines, []);
});
