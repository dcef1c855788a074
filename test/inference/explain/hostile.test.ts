import test from 'ava';
import { startPool } from '../../helpers/model-pool.js';
import { tinyModel, writeModel } from '../../helpers/tiny-model.js';
import { KILLS, VULNERABLE } from '../hostile-images.js';
import { goldenImage } from './explain.js';

process.env['NODE_OPTIONS'] = VULNERABLE;

test('an image that ends the process that explains it is refused, and the next one is explained', async (t) => {
  const model = tinyModel();
  const explain = { features: 'image', weights: 'matrix' };
  const folder = await writeModel(t, { ...model, card: { ...model.card, explain } });
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  const wish = { model: 'colours', draw: true };
  const { signal } = new AbortController();
  await t.throwsAsync(pool.explain(Buffer.from(KILLS), wish, signal), {
    code: 'not_an_image',
    message: 'the image cannot be decoded',
  });
  const { image, grid } = await pool.explain(await goldenImage('rocket.jpg'), wish, signal);
  t.deepEqual(image, { width: 640, height: 427 });
  t.is(grid.length, 20 * 12);
});
