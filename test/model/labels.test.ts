import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { loadClasses, loadLabels, loadModelCard, ModelError } from '../../src/model/model-card.js';
import { SQUEEZENET_1_1, temporaryFolder } from '../helpers/squeezenet-variant.js';
import { changedCard, loadCard } from './changed-card.js';

async function labelsOf(t: ExecutionContext, text: string | undefined) {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'shared'));
  const file = join(folder, 'shared/labels.json');
  if (text !== undefined) await writeFile(file, text);
  const card = await loadModelCard(SQUEEZENET_1_1);
  const model = join(folder, 'model');
  return { file, loading: loadLabels(model, { ...card, labels: '../shared/labels.json' }) };
}

test('labels are names, or pairs of WordNet id and name', async (t) => {
  t.deepEqual(await (await labelsOf(t, '["cat", "dog"]')).loading, ['cat', 'dog']);
  t.deepEqual(await (await labelsOf(t, '[["n02121808", "cat"], ["n02084071", "dog"]]')).loading, [
    'cat',
    'dog',
  ]);
});

test('labels that are missing, or something else, are said to be so', async (t) => {
  for (const [text, trouble] of [
    [undefined, ' cannot be read'],
    ['cat\ndog', ' is no JSON: '],
    ['{"0": "cat"}', ': '],
    ['[]', ': '],
    ['["cat", 7]', ': 1: '],
    ['[["n02084071"]]', ': 0: '],
    ['[["n1", "dog"]]', ': 0.0: '],
  ] as const) {
    const { file, loading } = await labelsOf(t, text);
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError }, text);
    t.true(message.startsWith(file + trouble), message);
    t.notRegex(message, /\n/);
  }
});

test('labels may stand in the card, as names or with WordNet ids', async (t) => {
  const labels = ['cat', ['n02084071', 'dog']];
  const { folder, loading } = await loadCard(t, await changedCard('labels', labels));
  t.deepEqual(await loadLabels(folder, await loading), ['cat', 'dog']);
  t.deepEqual(await loadClasses(folder, await loading), {
    labels: ['cat', 'dog'],
    wordnetIds: [undefined, 'n02084071'],
  });
});

test('a file of labels is checked, in words as well', async (t) => {
  const { folder, loading } = await loadCard(t, await changedCard('labels', 'names.json'));
  const card = await loading;
  for (const [labels, message] of [
    [
      {},
      'must be a list of class names in the order of the outputs, or the path of a JSON file with it, not {}',
    ],
    [
      ['cat', 7],
      '1: must be a name, or a pair [WordNet id, name] such as ["n02012849", "crane"], not 7',
    ],
    [[['n1', 'dog']], '0.0: must be first a WordNet id, n and eight digits, then a name, not "n1"'],
  ] as const) {
    await writeFile(join(folder, 'names.json'), JSON.stringify(labels));
    const error = await t.throwsAsync(loadLabels(folder, card), { instanceOf: ModelError });
    t.is(error.message, `${join(folder, 'names.json')}: ${message}`);
  }
});
