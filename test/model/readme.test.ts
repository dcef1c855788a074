import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadLabels, loadModelCard } from '../../src/model/model-card.js';
import { nsfwjsCard } from '../../tools/nsfwjs/write-model.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';

test('the card and the golden predictions in models/README.md can be copied as they are', async (t) => {
  const text = await readFile('models/README.md', 'utf8');
  const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(
    ([, json = '']) => JSON.parse(json) as Record<string, unknown>,
  );
  const minimal = blocks.find((block) => 'preprocessing' in block);
  const golden = blocks.find((block) => 'golden' in block);
  const folder = await temporaryFolder(t);
  for (const card of [minimal, { ...minimal, ...golden }]) {
    await writeFile(join(folder, 'card.json'), JSON.stringify(card));
    const loaded = await loadModelCard(folder);
    t.deepEqual(await loadLabels(folder, loaded), ['cat', 'dog']);
    t.is(loaded.golden !== undefined, card !== minimal);
  }
});

test('the card of nsfwjs in models/README.md is that which the tests and make nsfwjs use', async (t) => {
  const text = await readFile('models/README.md', 'utf8');
  const [json] = /\{\n {2}"name": "nsfwjs".*?\n\}/s.exec(text) ?? [];
  t.deepEqual(JSON.parse(json ?? ''), nsfwjsCard('mobilenet_v2_mid'));
});
