import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { fuzz } from '../../../../tools/fuzz/fuzz.js';

test('mutated images are classified or refused, the same each time, and no process dies', async (t) => {
  t.timeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const { outcomes, failures } = await fuzz({
    modelDir: 'models/squeezenet1_1',
    photo: 'models/golden/chelsea.png',
    seed: 5,
    count: 1000,
    processes: 2,
    folder,
  });
  t.deepEqual(failures, []);
  // If all images were intact, or all broken, the test would prove nothing.
  for (const kind of ['classified', 'not_an_image', 'image_too_many_pixels'])
    t.true((outcomes[kind] ?? 0) > 0, JSON.stringify(outcomes));
});
