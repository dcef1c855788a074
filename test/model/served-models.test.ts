import { cp } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import test from 'ava';
import { ModelError } from '../../src/model/model-card.js';
import { readServedModels } from '../../src/model/served-models.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

test('models have the names of their folders, and the first is the default', async (t) => {
  const folder = await writeModel(t, tinyModel());
  const second = join(dirname(folder), 'second model');
  await cp(folder, second, { recursive: true });
  const models = await readServedModels([`${relative('.', second)}/`, folder]);
  t.deepEqual(models.names, ['second model', 'colours']);
  t.is(models.default.name, 'second model');
  t.is(models.find('colours')?.folder, folder);
  t.is(models.find('teapots'), undefined);
});

test('two models of one name are refused, with both folders', async (t) => {
  const folders = [await writeModel(t, tinyModel()), await writeModel(t, tinyModel())];
  t.deepEqual(
    folders.map((folder) => basename(folder)),
    ['colours', 'colours'],
  );
  const { message } = await t.throwsAsync(readServedModels(folders), { instanceOf: ModelError });
  t.regex(message, /^two models are named colours, .* so rename one$/);
  for (const folder of folders) t.true(message.includes(folder));
});

test('a folder that is given twice is refused', async (t) => {
  const folder = await writeModel(t, tinyModel());
  await t.throwsAsync(readServedModels([folder, folder]), { instanceOf: ModelError });
});
