import test, { type ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { classify } from '../../../src/inference/child/classify.js';
import { Model } from '../../../src/inference/child/model.js';
import type { Preprocessing } from '../../../src/model/model-card.js';
import { runModel } from '../../helpers/run-model.js';
import { ROOT } from '../../helpers/squeezenet-variant.js';
import { tinyModel, writeModel } from '../../helpers/tiny-model.js';

const MAX_PIXELS = 50_000_000;
const photo = await readFile(join(ROOT, 'models/golden/rocket.jpg'));

async function load(t: ExecutionContext, preprocessing: Partial<Preprocessing>): Promise<Model> {
  const model = await Model.load(await writeModel(t, tinyModel(preprocessing)));
  t.teardown(() => {
    model.dispose();
  });
  return model;
}

test('each model sees the image in its own way, as if it were alone, in the order asked', async (t) => {
  const models = await Promise.all([
    load(t, { resize: { mode: 'warp', width: 20, height: 12 } }),
    load(t, { resize: { mode: 'short-side', size: 300 } }),
    load(t, { resampling: 'bilinear' }),
  ]);
  const alone = await Promise.all(models.map((model) => runModel(model, photo, MAX_PIXELS)));
  const values = alone.map(({ probabilities }) => [...probabilities]);
  t.is(new Set(values.map((one) => one.join())).size, 3);
  for (const order of [
    [0, 1, 2],
    [2, 0],
  ]) {
    const asked = models.filter((_, index) => order.includes(index));
    const { results } = await classify(asked, photo, MAX_PIXELS);
    t.deepEqual(
      results.map(({ probabilities }) => [...probabilities]),
      values.filter((_, index) => order.includes(index)),
    );
  }
});

test('a large JPEG is decoded to a size that suffices for the most demanding model', async (t) => {
  const upright = { width: 2000, height: 2000 };
  const large = await sharp(photo)
    .resize({ ...upright, fit: 'fill' })
    .jpeg()
    .toBuffer();
  const low = await load(t, { resize: { mode: 'warp', width: 20, height: 500 } });
  const wide = await load(t, { resize: { mode: 'warp', width: 500, height: 12 } });
  const exact = await load(t, { resampling: 'bilinear' });
  const small = await load(t, { resize: { mode: 'warp', width: 20, height: 12 } });
  for (const demanding of [low, wide, exact]) {
    const alone = await runModel(demanding, large, MAX_PIXELS);
    for (const models of [
      [demanding, small],
      [small, demanding],
    ]) {
      const { results } = await classify(models, large, MAX_PIXELS);
      const { probabilities } = results[models.indexOf(demanding)] ?? {};
      t.deepEqual(probabilities, alone.probabilities);
    }
  }
});
