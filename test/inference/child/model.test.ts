import { startPool } from '../../helpers/model-pool.js';
import { FakeLog } from '../../helpers/service.js';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { ModelError } from '../../../src/model/model-card.js';
import { Model } from '../../../src/inference/child/model.js';
import { runModel } from '../../helpers/run-model.js';
import { temporaryFolder } from '../../helpers/squeezenet-variant.js';
import {
  onlyForTfjs,
  tinyModel,
  tinyProbabilities,
  writeModel,
  type TinyModel,
} from '../../helpers/tiny-model.js';

const MAX_PIXELS = 1_000_000;
const ORANGE = { r: 240, g: 120, b: 10 };

function image(width: number, height: number, colour = ORANGE): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

async function assertOrange(t: ExecutionContext, folder: string): Promise<void> {
  const model = await Model.load(folder);
  for (const [width, height] of [
    [1, 1],
    [300, 200],
    [20, 50],
  ] as const) {
    const { probabilities, decode, inference } = await runModel(
      model,
      await image(width, height),
      MAX_PIXELS,
    );
    const expected = tinyProbabilities([ORANGE.r, ORANGE.g, ORANGE.b]);
    t.is(probabilities.length, 4);
    for (const [index, value] of expected.entries())
      t.true(Math.abs((probabilities[index] ?? 1) - value) < 1e-6, probabilities.join());
    t.true(decode >= 0 && inference >= 0);
  }
  model.dispose();
}

test('a model of another kind, size and labels runs from its folder', async (t) => {
  await assertOrange(t, await writeModel(t, tinyModel()));
});

test('a graph that only TF.js runs is run by TF.js, and the log says so once', async (t) => {
  const folder = await writeModel(t, onlyForTfjs(tinyModel()));
  await assertOrange(t, folder);
  const log = new FakeLog();
  const pool = await startPool(folder, { log, processes: 2 });
  await pool.close();
  t.is(log.lines.length, 1);
  t.regex(log.lines[0]?.message ?? '', /^the model runs node by node, which is slower: .*MatMul/);
});

test('the resize rule and the crop are the card’s', async (t) => {
  // The left half is red and the right half blue, so the crop decides the class.
  const left = await image(100, 100, { r: 255, g: 0, b: 0 });
  const halves = await sharp({
    create: { width: 300, height: 100, channels: 3, background: 'blue' },
  })
    .composite([{ input: left, left: 0, top: 0 }])
    .png()
    .toBuffer();
  const classes = async (resize: TinyModel['card']['preprocessing']['resize']) => {
    const model = await Model.load(await writeModel(t, tinyModel({ resize })));
    const { probabilities } = await runModel(model, halves, MAX_PIXELS);
    model.dispose();
    return [...probabilities];
  };
  const near = (actual: number[], expected: number[]) => {
    for (const [index, value] of expected.entries())
      t.true(Math.abs((actual[index] ?? 1) - value) < 0.02, `${actual.join()} ${expected.join()}`);
  };
  // Warped to the crop's size, the whole image counts; with the short side 96, only the middle.
  near(await classes({ mode: 'warp', width: 20, height: 12 }), tinyProbabilities([85, 0, 170]));
  near(await classes({ mode: 'short-side', size: 96 }), tinyProbabilities([0, 0, 255]));
});

/** Asserts that a model does not load, with one line that matches `message`. */
async function assertRefused(t: ExecutionContext, folder: string, message: RegExp): Promise<void> {
  const error = await t.throwsAsync(Model.load(folder), { instanceOf: ModelError, message });
  t.notRegex(error.message, /\n/);
}

/** A model whose outputs are the scores themselves. */
function withoutSoftmax(model: TinyModel): TinyModel {
  return { ...model, nodes: model.nodes.filter(({ name }) => name !== 'colour') };
}

test('of a graph that gives logits, the service takes the softmax', async (t) => {
  const model = withoutSoftmax(tinyModel());
  await assertOrange(
    t,
    await writeModel(t, { ...model, card: { ...model.card, output: 'logits' } }),
  );
});

const wrongModels: Record<string, [(model: TinyModel) => TinyModel, RegExp]> = {
  'another number of labels': [
    (model) => ({ ...model, labels: ['red', 'green', 'blue'] }),
    /the graph gives 4 classes, but there are 3 labels$/,
  ],
  'two inputs': [
    (model) => ({
      ...model,
      nodes: [{ name: 'second', op: 'Placeholder', attr: { dtype: { type: 1 } } }, ...model.nodes],
    }),
    /the model has 2 inputs and 2 outputs where one of each is needed/,
  ],
  'an unknown op': [
    (model) => ({
      ...model,
      nodes: model.nodes.map((node) => (node.name === 'colour' ? { ...node, op: 'Dream' } : node)),
    }),
    /Dream.*; libtensorflow has no op Dream$/,
  ],
  'a node without its weights': [
    (model) => ({ ...model, weights: model.weights.filter(({ name }) => name !== 'matrix') }),
    /^the model has no weights for matrix$/,
  ],
  'weights of another shape than the graph’s': [
    (model) => ({
      ...model,
      weights: model.weights.map((one) =>
        one.name === 'matrix' ? { ...one, shape: [3, 4] } : one,
      ),
    }),
    /^the graph does not run: .*In\[0\]: \[1,3\], In\[1\]: \[3,4\]/,
  ],
  'a crop of another size than its input': [
    (model) => {
      const preprocessing = { ...model.card.preprocessing, crop: { width: 12, height: 20 } };
      return { ...model, card: { ...model.card, preprocessing } };
    },
    /^the graph takes input of shape \[-1,12,20,3\] where the card's crop gives \[1,20,12,3\]$/,
  ],
  'a Softmax whose card says logits': [
    (model) => ({ ...model, card: { ...model.card, output: 'logits' } }),
    /^the card says that the output is logits, but the graph ends in a Softmax \(colour\): the output must be "probabilities"$/,
  ],
  'a Softmax behind other nodes whose card says logits': [
    (model) => ({
      ...model,
      card: { ...model.card, output: 'logits' },
      nodes: [
        ...model.nodes,
        { name: 'last', op: 'Identity', input: ['colour:0'], attr: { T: { type: 'DT_FLOAT' } } },
      ],
    }),
    /^the card says that the output is logits, but the graph ends in a Softmax \(colour\)/,
  ],
  'logits whose card says probabilities': [
    withoutSoftmax,
    /^the outputs of the graph are no probabilities: they must be 0 or more, and sum to 1, not to 0\.000; if they are logits, the card's output must be "logits"$/,
  ],
};

for (const [name, [change, message]] of Object.entries(wrongModels))
  test(`a model with ${name} is refused`, async (t) => {
    await assertRefused(t, await writeModel(t, change(tinyModel())), message);
  });

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
