import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { ModelError } from '../../src/model/model-error.js';
import { readWeightData } from '../../src/model/weights-manifest.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';

const SHARD = Buffer.from('eight by');

function manifest(dtype: string, shape: number[]) {
  return [{ paths: ['shard.bin'], weights: [{ name: 'weight', dtype, shape }] }];
}

test('the shards have the size of the weights', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'shard.bin'), SHARD);
  t.deepEqual(await readWeightData(folder, manifest('float32', [2])), SHARD);
  await t.throwsAsync(readWeightData(folder, manifest('float32', [3])), {
    instanceOf: ModelError,
    message: /: the shards have 8 bytes where the weights take 12$/,
  });
});

test('the size of texts is not known beforehand', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'shard.bin'), SHARD);
  t.deepEqual(await readWeightData(folder, manifest('string', [3])), SHARD);
});
