import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { selfCheck } from '../../src/inference/self-check.js';
import { loadModelCard, type Preprocessing } from '../../src/model/model-card.js';
import { readServedModel } from '../../src/model/served-model.js';
import { startPool } from '../helpers/model-pool.js';
import { ROOT, temporaryFolder } from '../helpers/squeezenet-variant.js';

const LITE0 = join(ROOT, 'models/efficientnet_lite0');
const SHARD = 'group1-shard1of1.bin';

/** EfficientNet-Lite0 with changed preprocessing or weights, and its own golden predictions. */
async function variant(
  t: ExecutionContext,
  change: Partial<Preprocessing>,
  perturb?: (weights: Float32Array) => void,
): Promise<string> {
  const folder = await temporaryFolder(t);
  const card = await loadModelCard(LITE0);
  const predictions = (card.golden?.predictions ?? []).map((one) => ({
    ...one,
    image: resolve(LITE0, one.image),
  }));
  const changed = {
    ...card,
    labels: typeof card.labels === 'string' ? resolve(LITE0, card.labels) : card.labels,
    preprocessing: { ...card.preprocessing, ...change },
    golden: card.golden && { ...card.golden, predictions },
  };
  await writeFile(join(folder, 'card.json'), JSON.stringify(changed));
  await symlink(join(LITE0, 'model.json'), join(folder, 'model.json'));
  const weights = new Float32Array(new Uint8Array(await readFile(join(LITE0, SHARD))).buffer);
  perturb?.(weights);
  await writeFile(join(folder, SHARD), new Uint8Array(weights.buffer));
  return folder;
}

async function check(t: ExecutionContext, folder: string): Promise<boolean> {
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  return selfCheck(pool, await readServedModel(folder));
}

test('EfficientNet-Lite0 gives all its golden predictions', async (t) => {
  t.true(await check(t, await variant(t, {})));
});

const changes: Record<string, Partial<Preprocessing>> = {
  'a swapped channel order': { channelOrder: 'BGR' },
  'a changed mean': { mean: [123.675, 116.28, 103.53] },
  'a resize that has lost its antialiasing': { resampling: 'bilinear' },
  'bilinear for bicubic': { resampling: 'bilinear-antialias' },
};

for (const [name, change] of Object.entries(changes))
  test(`EfficientNet-Lite0: ${name} is caught`, async (t) => {
    const folder = await variant(t, change);
    await t.throwsAsync(check(t, folder), { name: 'ModelError', message: /self-check/ });
  });

test('EfficientNet-Lite0: perturbed weights are caught', async (t) => {
  const folder = await variant(t, {}, (weights) => {
    // Two percent up and down, alternating.
    weights.forEach((weight, index) => (weights[index] = weight * (index % 2 ? 1.02 : 0.98)));
  });
  await t.throwsAsync(check(t, folder), { name: 'ModelError', message: /self-check/ });
});
