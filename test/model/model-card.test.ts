import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadLabels, loadModelCard, ModelError } from '../../src/model/model-card.js';
import { SQUEEZENET_1_1, temporaryFolder } from '../helpers/squeezenet-variant.js';
import { changedCard, loadCard } from './changed-card.js';

test('the cards of the repository are right, and so are their labels', async (t) => {
  for (const name of ['squeezenet1_1', 'squeezenet1_1-torchvision', 'squeezenet1_0']) {
    const folder = join(SQUEEZENET_1_1, '..', name);
    const card = await loadModelCard(folder);
    t.is(card.name, name);
    const labels = await loadLabels(folder, card);
    t.is(labels.length, 1000);
    t.deepEqual(
      [labels[0], labels[207], labels[999]],
      ['tench', 'golden_retriever', 'toilet_tissue'],
    );
  }
});

test('every resampling has its name, and every way to resize', async (t) => {
  for (const name of [
    ...(['bilinear-antialias', 'bicubic-antialias'] as const),
    ...(['bilinear', 'bilinear-legacy', 'bilinear-align-corners'] as const),
  ]) {
    const { loading } = await loadCard(t, await changedCard('preprocessing.resampling', name));
    t.is((await loading).preprocessing.resampling, name);
  }
  for (const resize of [
    { mode: 'warp', width: 256, height: 300 },
    { mode: 'short-side', size: 256 },
    { mode: 'centre-square', size: 256 },
  ]) {
    const { loading } = await loadCard(t, await changedCard('preprocessing.resize', resize));
    t.deepEqual((await loading).preprocessing.resize as object, resize);
  }
});

test('a crop larger than what resizing gives is refused', async (t) => {
  for (const [path, value] of [
    ['preprocessing.crop', { width: 257, height: 227 }],
    ['preprocessing.crop', { width: 227, height: 257 }],
    ['preprocessing.resize', { mode: 'short-side', size: 226 }],
    ['preprocessing.resize', { mode: 'centre-square', size: 226 }],
  ] as const) {
    const { folder, loading } = await loadCard(t, await changedCard(path, value));
    await t.throwsAsync(loading, {
      instanceOf: ModelError,
      message: `${join(folder, 'card.json')}: preprocessing.crop is larger than the resized image`,
    });
  }
  const whole = await changedCard('preprocessing.crop', { width: 256, height: 256 });
  await t.notThrowsAsync((await loadCard(t, whole)).loading);
});

test('sides are from 1 to 8,192 pixels', async (t) => {
  for (const [path, value] of [
    ['preprocessing.crop', { width: 1, height: 1 }],
    ['preprocessing.resize', { mode: 'warp', width: 8192, height: 8192 }],
  ] as const) {
    const { loading } = await loadCard(t, await changedCard(path, value));
    await t.notThrowsAsync(loading, path);
  }
});

test('golden predictions of a file of their own take precedence, and are checked as well', async (t) => {
  const { folder, loading } = await loadCard(t, await changedCard('golden', undefined));
  t.is((await loading).golden, undefined);
  const golden = {
    reference: 'by hand',
    weightsSha256: '0'.repeat(64),
    tolerance: 0.5,
    predictions: [{ image: 'a.png', top: [{ classification: 'cat', confidence: 1 }] }],
  };
  await writeFile(join(folder, 'golden.json'), JSON.stringify(golden));
  t.deepEqual((await loadModelCard(folder)).golden, golden);
  await writeFile(join(folder, 'golden.json'), JSON.stringify({ ...golden, tolerance: 'none' }));
  await t.throwsAsync(loadModelCard(folder), {
    instanceOf: ModelError,
    message: /golden\.json: tolerance: [^\n]*$/,
  });
});

test('a card that is missing, or no JSON, is said to be so', async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'card.json');
  await t.throwsAsync(loadModelCard(folder), {
    instanceOf: ModelError,
    message: `${file} cannot be read`,
  });
  for (const text of ['', '{"name": "x",}', 'name: x\nother: y']) {
    await writeFile(file, text);
    const { message } = await t.throwsAsync(loadModelCard(folder), { instanceOf: ModelError });
    t.true(message.startsWith(`${file} is no JSON: `), message);
    t.notRegex(message, /\n/);
  }
  await writeFile(file, '[]');
  await t.throwsAsync(loadModelCard(folder), {
    instanceOf: ModelError,
    message: /card\.json: must be an object with the fields/,
  });
});
