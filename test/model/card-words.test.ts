import { join } from 'node:path';
import test from 'ava';
import { ModelError } from '../../src/model/model-card.js';
import { changedCard, loadCard } from './changed-card.js';
import { WRONG_VALUES } from './wrong-values.js';

// The message says what the field must be, in words, and what it is.
const inWords: [path: string, value: unknown, message: string][] = [
  [
    'preprocessing.mean',
    [104, 117],
    'preprocessing.mean: must be three numbers in the order of channelOrder, such as [0, 0, 0], not [104,117]',
  ],
  ['preprocessing.scale', [1, 1, null], 'preprocessing.scale.2: must be a number, not null'],
  [
    'preprocessing.channelOrder',
    'GBR',
    'preprocessing.channelOrder: must be "RGB" or "BGR", not "GBR"',
  ],
  [
    'preprocessing.crop.width',
    0,
    'preprocessing.crop.width: must be a whole number of pixels from 1 to 8192, not 0',
  ],
  [
    'preprocessing.resize',
    'warp',
    'preprocessing.resize: must be an object such as {"mode": "warp", "width": 224, "height": 224}, not "warp"',
  ],
  [
    'preprocessing.resize',
    { mode: 'fit', size: 224 },
    'preprocessing.resize.mode: must be "warp" or "short-side" or "centre-square", not "fit"',
  ],
  ['weights.url', 'x', 'weights: has the unknown field "url"'],
  // The longest value that is repeated whole.
  [
    'output',
    'x'.repeat(58),
    `output: must be "probabilities" or "logits", not "${'x'.repeat(58)}"`,
  ],
  ['output', 'softmax', 'output: must be "probabilities" or "logits", not "softmax"'],
  [
    'weights.source',
    undefined,
    'weights.source: is missing, and must be a text: where the weights come from',
  ],
  [
    'golden.predictions.0.top',
    ['x'.repeat(100)],
    `golden.predictions.0.top.0: must be an object with classification and confidence, not "${'x'.repeat(59)}…`,
  ],
  [
    'labels',
    ['cat', 7],
    'labels: must be a list of class names in the order of the outputs, or the path of a JSON file with it, not ["cat",7]',
  ],
];

for (const [path, value, message] of inWords)
  test(`in words: ${message.slice(0, 60)}`, async (t) => {
    const { folder, loading } = await loadCard(t, await changedCard(path, value));
    const error = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.is(error.message, `${join(folder, 'card.json')}: ${message}`);
  });

test('the name of a node may be one letter', async (t) => {
  const { loading } = await loadCard(t, await changedCard('explain', { maps: 'm' }));
  t.deepEqual((await loading).explain, { maps: 'm' });
});

test('no message about a wrong value speaks zod’s language', async (t) => {
  for (const [path, value] of WRONG_VALUES) {
    const { loading } = await loadCard(t, await changedCard(path, value));
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.notRegex(
      message,
      /Invalid|Too (small|big)|expected (string|number|object|array|tuple)/,
      path,
    );
  }
});
