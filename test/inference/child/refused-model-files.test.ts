import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../../helpers/squeezenet-variant.js';
import { tinyModel, writeModel } from '../../helpers/tiny-model.js';
import { assertRefused } from './assert-refused.js';

const wrongFiles: Record<string, [(folder: string) => Promise<void>, RegExp]> = {
  'without model.json': [
    (folder) => rm(join(folder, 'model.json')),
    /colours\/model\.json cannot be read: has the model been made \("make model"\)\?$/,
  ],
  'whose model.json is no JSON': [
    (folder) => writeFile(join(folder, 'model.json'), '{"format":\n"graph-model"'),
    /colours\/model\.json is no JSON$/,
  ],
  'of the layers format': [
    (folder) => writeFile(join(folder, 'model.json'), '{"format": "layers-model"}'),
    /colours\/model\.json is no TF\.js layers model: modelTopology: /,
  ],
  'of an unknown format': [
    (folder) => writeFile(join(folder, 'model.json'), '{"format": "dream-model"}'),
    /colours\/model\.json is no TF\.js graph model: format: /,
  ],
  'whose manifest is broken': [
    async (folder) => {
      const file = join(folder, 'model.json');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('"shape":[4,3]', '"shape":[4,-3]'));
    },
    /colours\/model\.json is no TF\.js graph model: weightsManifest\.0\.weights\.1\.shape\.1: /,
  ],
  'without a shard': [(folder) => rm(join(folder, '2.bin')), /colours\/2\.bin cannot be read$/],
  'whose shard is cut short': [
    async (folder) => {
      const file = join(folder, '2.bin');
      await writeFile(file, (await readFile(file)).subarray(0, -4));
    },
    /the shards have 52 bytes where the weights take 56$/,
  ],
  'whose shards have too much': [
    (folder) => writeFile(join(folder, '2.bin'), 'more', { flag: 'a' }),
    /the shards have 60 bytes where the weights take 56$/,
  ],
  'without labels': [(folder) => rm(join(folder, 'labels.json')), /labels\.json cannot be read$/],
  'without a card': [(folder) => rm(join(folder, 'card.json')), /card\.json cannot be read$/],
};

for (const [name, [spoil, message]] of Object.entries(wrongFiles))
  test(`a model ${name} is refused`, async (t) => {
    const folder = await writeModel(t, tinyModel());
    await spoil(folder);
    await assertRefused(t, folder, message);
  });

test('a folder without a model is said to have no card', async (t) => {
  await assertRefused(t, await temporaryFolder(t), /card\.json cannot be read$/);
});
