import test from 'ava';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';
import { makeVariant } from '../helpers/squeezenet-variant.js';
import { classify, golden, results } from './run-cli.js';

test('--model takes the folder of any model; one without golden predictions is a warning', async (t) => {
  const folder = await writeModel(t, tinyModel());
  const env = { MODEL: 'squeezenet1_1' };
  const run = await classify(['--json', '--model', folder, golden('coffee.png')], { env });
  t.is(run.code, 0);
  t.is(results(run.stdout)[0]?.classification, 'red');
  t.regex(run.stderr, /^warning: the model has no golden predictions/m);
});

test('a model that fails its self-check classifies nothing', async (t) => {
  const folder = await makeVariant(t, (card) => ({
    ...card,
    preprocessing: { ...card.preprocessing, channelOrder: 'RGB' },
  }));
  const run = await classify(['--model', folder, golden('coffee.png')]);
  t.like(run, { code: 1, stdout: '' });
  t.regex(run.stderr, /^error: the model in .* failed its self-check: /m);
});

test('an unknown model: exit code 2, and the names that there are', async (t) => {
  const run = await classify(['--model', 'squeezenet', golden('coffee.png')]);
  t.like(run, { code: 2, stdout: '' });
  t.regex(run.stderr, /^error: MODEL: there is no model squeezenet in models\/.*squeezenet1_1/);
});
