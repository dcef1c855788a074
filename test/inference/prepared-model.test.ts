import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { findPreparedModel, madeFrom } from '../../src/inference/prepared-model.js';
import { readServedModel } from '../../src/model/served-model.js';
import { prepareModel } from '../../tools/write-saved-model/prepare-model.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

async function preparedModel(t: ExecutionContext): Promise<string> {
  const folder = await writeModel(t, tinyModel());
  await prepareModel(folder);
  return folder;
}

async function find(folder: string) {
  return findPreparedModel(await readServedModel(folder));
}

test('the SavedModel that was made from a model is found, with what the child needs', async (t) => {
  const folder = await preparedModel(t);
  const { preprocessing } = tinyModel().card;
  t.like(await find(folder), {
    file: join(folder, 'saved-model.pb'),
    endpoints: { input: 'image_classifier/0_Placeholder', outputs: { probabilities: 'colour' } },
    preprocessing,
    classes: 4,
  });
});

test('the same model always gives the same SavedModel, byte for byte', async (t) => {
  const [first, second] = [await preparedModel(t), await preparedModel(t)];
  for (const name of ['saved-model.pb', 'saved-model.json'])
    t.deepEqual(await readFile(join(first, name)), await readFile(join(second, name)));
});

const changes: Record<string, (folder: string) => Promise<void>> = {
  card: async (folder) => {
    const file = join(folder, 'card.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"RGB"', '"BGR"'));
  },
  graph: (folder) => appendFile(join(folder, 'model.json'), '\n'),
  weights: async (folder) => {
    const file = join(folder, '2.bin');
    const weights = await readFile(file);
    weights.writeUInt8(weights.readUInt8(8) ^ 1, 8);
    await writeFile(file, weights);
  },
};

for (const [name, change] of Object.entries(changes))
  test(`a SavedModel that was made from another ${name} is not found`, async (t) => {
    const folder = await preparedModel(t);
    await change(folder);
    t.is(await find(folder), undefined);
    await prepareModel(folder);
    t.not(await find(folder), undefined);
  });

test('the code that makes SavedModels is part of what they are made from', async (t) => {
  const model = await readServedModel(await writeModel(t, tinyModel()));
  const code = await temporaryFolder(t);
  const from = () => madeFrom(model, pathToFileURL(`${code}/`));
  await writeFile(join(code, 'wrap-graph.js'), 'one');
  const first = await from();
  await writeFile(join(code, 'wrap-graph.js.map'), 'a map');
  t.is(await from(), first);
  await writeFile(join(code, 'wrap-graph.js'), 'two');
  t.not(await from(), first);
});

test('a folder without saved-model.json, or with a broken one, has no SavedModel', async (t) => {
  const folder = await preparedModel(t);
  const file = join(folder, 'saved-model.json');
  for (const text of ['{', '{}', 'null']) {
    await writeFile(file, text);
    t.is(await find(folder), undefined);
  }
  await rm(file);
  t.is(await find(folder), undefined);
});

test('where none can be made, no older one is left', async (t) => {
  const folder = await preparedModel(t);
  await rm(join(folder, '2.bin'));
  await t.throwsAsync(prepareModel(folder), { name: 'ModelError' });
  for (const name of ['saved-model.pb', 'saved-model.json'])
    await t.throwsAsync(readFile(join(folder, name)), { code: 'ENOENT' });
});
