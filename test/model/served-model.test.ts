import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readServedModel } from '../../src/model/served-model.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

async function identityOf(folder: string): Promise<string> {
  return (await readServedModel(folder)).identity;
}

async function identityAfter(
  t: ExecutionContext,
  change: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = await writeModel(t, tinyModel());
  await change(folder);
  return identityOf(folder);
}

test('equal models have one identity, wherever they lie', async (t) => {
  const [first, second] = [await writeModel(t, tinyModel()), await writeModel(t, tinyModel())];
  t.not(first, second);
  t.regex(await identityOf(first), /^[0-9a-f]{32}$/);
  t.is(await identityOf(first), await identityOf(second));
});

test('weights, graph, card and labels each make another identity', async (t) => {
  const same = await identityAfter(t, () => Promise.resolve());
  const others = [
    await identityAfter(t, async (folder) => {
      const file = join(folder, '1.bin');
      const weights = await readFile(file);
      weights.writeUInt8(weights.readUInt8(0) ^ 1, 0);
      await writeFile(file, weights);
    }),
    await identityAfter(t, (folder) => writeFile(join(folder, 'labels.json'), '["a","b"]')),
    await identityAfter(t, (folder) => appendFile(join(folder, 'model.json'), '\n')),
    await identityAfter(t, (folder) => appendFile(join(folder, 'card.json'), '\n')),
  ];
  t.is(new Set([same, ...others]).size, 5);
});

test('each precision makes another identity', async (t) => {
  const folder = await writeModel(t, tinyModel());
  const [float32, bfloat16] = [
    await readServedModel(folder, 'float32'),
    await readServedModel(folder, 'bfloat16'),
  ];
  t.is(float32.identity, await identityOf(folder));
  t.not(bfloat16.identity, float32.identity);
  t.is(bfloat16.precision, 'bfloat16');
});
