import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { loadLabels, loadModelCard, ModelError } from '../../src/model/model-card.js';
import { SQUEEZENET_1_1, temporaryFolder } from '../helpers/squeezenet-variant.js';

type Json = Record<string, unknown>;

/** The real card with the value at a path replaced, or removed where it is undefined. */
async function changedCard(path: string, value: unknown): Promise<Json> {
  const card = JSON.parse(await readFile(join(SQUEEZENET_1_1, 'card.json'), 'utf8')) as Json;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((object, key) => object[key] as Json, card);
  parent[last] = value;
  return card;
}

async function loadCard(t: ExecutionContext, card: unknown) {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'card.json'), JSON.stringify(card));
  return { folder, loading: loadModelCard(folder) };
}

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

// Of each kind of field, what it may not be. The message names the file, the field and the trouble.
const wrong: [path: string, value: unknown, field?: string][] = [
  ['name', undefined],
  ['name', ''],
  ['title', 7],
  ['note', 7],
  ['weights', undefined],
  ['weights.licence', undefined],
  ['weights.sha256', 'f286bb'],
  ['weights.sha256', 'F'.repeat(64)],
  ['weights.sha256', 'g'.repeat(64)],
  ['preprocessing', []],
  ['preprocessing.channelOrder', 'GBR'],
  ['preprocessing.resize', { width: 256, height: 256 }, 'preprocessing.resize.mode'],
  ['preprocessing.resize', { mode: 'stretch', size: 256 }, 'preprocessing.resize.mode'],
  ['preprocessing.resize', { mode: 'warp', width: 256 }, 'preprocessing.resize.height'],
  ['preprocessing.resize', { mode: 'short-side', width: 256 }, 'preprocessing.resize.size'],
  ['preprocessing.resize', { mode: 'warp', width: 256, height: 256, size: 1 }],
  ['preprocessing.resize.width', 0],
  ['preprocessing.resize.width', 256.5],
  ['preprocessing.resize.width', '256'],
  ['preprocessing.resize.width', 100_000],
  ['preprocessing.resampling', 'lanczos'],
  ['preprocessing.crop.width', -227],
  ['preprocessing.crop', 227],
  ['preprocessing.mean', [104, 117]],
  ['preprocessing.mean', [104, 117, 123, 0]],
  ['preprocessing.mean', 104],
  ['preprocessing.scale', [1, 1, null], 'preprocessing.scale.2'],
  ['preprocessing.foldedIntoFirstConvolution', 'yes'],
  ['output', 'softmax'],
  ['labels', ''],
  ['explain', 'conv10'],
  ['explain', {}],
  ['explain', { maps: '' }, 'explain.maps'],
  ['explain', { maps: 'conv10', bias: 'conv10/bias' }],
  ['explain', { features: 'head' }],
  ['golden.tolerance', 1.5],
  ['golden.bfloat16Tolerance', -1],
  ['golden.weightsSha256', undefined],
  ['golden.predictions', []],
  ['golden.predictions.0.image', undefined],
  ['golden.predictions.0.top', []],
  ['golden.predictions.0.top.0.confidence', 1.2],
  ['golden.predictions.0.top.0.classification', undefined],
];

for (const [path, value, field = path] of wrong)
  test(`${path} must not be ${value === undefined ? 'missing' : JSON.stringify(value)}`, async (t) => {
    const { folder, loading } = await loadCard(t, await changedCard(path, value));
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.true(message.startsWith(`${join(folder, 'card.json')}: `), message);
    t.true(message.includes(`${field}: `), message);
    t.notRegex(message, /\n/);
  });

// What decides the answer has no default: a card that leaves it out is asked.
for (const [path, question] of [
  ['preprocessing', 'how does an image become the model’s input?'],
  ['preprocessing.channelOrder', 'do the weights take red, green, blue ("RGB"), or '],
  ['preprocessing.resize', 'is an image stretched ("warp"), resized by its short side ("short-'],
  ['preprocessing.resampling', 'is an image resized as Pillow does it ("bilinear-antialias", '],
  ['preprocessing.crop', 'how large is the part of the resized image, its centre, that'],
  ['preprocessing.mean', 'what is subtracted from each channel of 0 to 255'],
  ['preprocessing.scale', 'what is each channel multiplied by, less its mean'],
  ['preprocessing.foldedIntoFirstConvolution', 'does the graph apply order, mean and scale itself'],
  ['output', 'does the graph end in "probabilities", or in "logits"'],
  ['labels', 'which are the classes, in the order of the graph’s outputs?'],
] as const)
  test(`a card without ${path} is refused with the question that it leaves open`, async (t) => {
    const { folder, loading } = await loadCard(t, await changedCard(path, undefined));
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    const start = `${join(folder, 'card.json')}: ${path}: missing: ${question}`;
    t.is(message.slice(0, start.length), start);
    t.regex(message, /\?$/);
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
  test(`the unknown key ${path} is refused`, async (t) => {
    const { loading } = await loadCard(t, await changedCard(path, 1));
    const key = path.split('.').at(-1) ?? '';
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.true(message.includes(`Unrecognized key: "${key}"`), message);
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

test('all problems are named at once, in one line', async (t) => {
  const { loading } = await loadCard(t, { ...(await changedCard('name', 1)), output: 2 });
  const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
  t.regex(message, /name: [^\n]*; output: /);
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
  t.deepEqual(await (await labelsOf(t, '[["n1", "cat"], ["n2", "dog"]]')).loading, ['cat', 'dog']);
});

test('labels that are missing, or something else, are said to be so', async (t) => {
  for (const [text, trouble] of [
    [undefined, ' cannot be read'],
    ['cat\ndog', ' is no JSON: '],
    ['{"0": "cat"}', ': '],
    ['[]', ': '],
    ['["cat", 7]', ': 1: '],
    ['[["n1"]]', ': 0: '],
  ] as const) {
    const { file, loading } = await labelsOf(t, text);
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError }, text);
    t.true(message.startsWith(file + trouble), message);
    t.notRegex(message, /\n/);
  }
});

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

test('no message about a wrong value speaks zod’s language', async (t) => {
  for (const [path, value] of wrong) {
    const { loading } = await loadCard(t, await changedCard(path, value));
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    t.notRegex(
      message,
      /Invalid|Too (small|big)|expected (string|number|object|array|tuple)/,
      path,
    );
  }
});

test('labels may stand in the card, as names or with WordNet ids', async (t) => {
  const labels = ['cat', ['n02084071', 'dog']];
  const { folder, loading } = await loadCard(t, await changedCard('labels', labels));
  t.deepEqual(await loadLabels(folder, await loading), ['cat', 'dog']);
});

test('a file of labels is checked, in words as well', async (t) => {
  const { folder, loading } = await loadCard(t, await changedCard('labels', 'names.json'));
  const card = await loading;
  for (const [labels, message] of [
    [
      {},
      'must be a list of class names in the order of the outputs, or the path of a JSON file with it, not {}',
    ],
    [['cat', 7], '1: must be a name, or a pair [WordNet id, name], not 7'],
  ] as const) {
    await writeFile(join(folder, 'names.json'), JSON.stringify(labels));
    const error = await t.throwsAsync(loadLabels(folder, card), { instanceOf: ModelError });
    t.is(error.message, `${join(folder, 'names.json')}: ${message}`);
  }
});
