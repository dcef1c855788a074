import { join } from 'node:path';
import test from 'ava';
import { ModelError } from '../../src/model/model-card.js';
import { changedCard, loadCard } from './changed-card.js';
import { WRONG_VALUES } from './wrong-values.js';

// The message names the file, the field and the trouble.
for (const [path, value, field = path] of WRONG_VALUES)
  test(`${path} must not be ${value === undefined ? 'missing' : JSON.stringify(value)}`, async (t) => {
    const { folder, loading } = await loadCard(t, await changedCard(path, value));
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.true(message.startsWith(`${join(folder, 'card.json')}: `), message);
    t.true(message.includes(`${field}: `), message);
    t.notRegex(message, /\n/);
  });

for (const path of [
  'extra',
  'weights.url',
  'preprocessing.normalise',
  'preprocessing.crop.left',
  'preprocessing.resize.size',
  'golden.date',
  'golden.predictions.0.comment',
  'golden.predictions.0.top.0.wnid',
])
  test(`the unknown field ${path} is refused`, async (t) => {
    const { loading } = await loadCard(t, await changedCard(path, 1));
    const key = path.split('.').at(-1) ?? '';
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.true(message.includes(`has the unknown field "${key}"`), message);
  });

test('all problems are named at once, in one line', async (t) => {
  const { loading } = await loadCard(t, { ...(await changedCard('name', 1)), output: 2 });
  const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
  t.regex(message, /name: [^\n]*; output: /);
});
