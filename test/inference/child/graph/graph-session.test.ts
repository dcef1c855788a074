import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { readGraphModel } from '../../../../src/model/graph-model-file.js';
import type { GraphRunner } from '../../../../src/inference/child/graph/graph-runner.js';
import { GraphSession } from '../../../../src/inference/child/graph/graph-session.js';
import { OpByOpGraph } from '../../../../src/inference/child/graph/op-by-op.js';
import {
  loadModelCard,
  ModelError,
  type ModelCard,
  type Preprocessing,
} from '../../../../src/model/model-card.js';
import type { InputPixels } from '../../../../src/inference/child/pixels.js';
import { preprocess } from '../../../../src/inference/child/preprocess.js';
import { makeVariant, ROOT, SQUEEZENET_1_1 } from '../../../helpers/squeezenet-variant.js';
import { compare } from '../pillow.js';
import {
  onlyForTfjs,
  tinyModel,
  tinyProbabilities,
  writeModel,
} from '../../../helpers/tiny-model.js';

async function load(folder: string): Promise<{ session: GraphRunner; opByOp: GraphRunner }> {
  const card = await loadModelCard(folder);
  return {
    session: await GraphSession.load(await readGraphModel(folder), card),
    opByOp: await OpByOpGraph.load(folder, card),
  };
}

/** Noise, one colour, and the golden photos, as SqueezeNet sees them. */
async function images(): Promise<InputPixels[]> {
  const { preprocessing } = await loadModelCard(SQUEEZENET_1_1);
  const length = preprocessing.crop.width * preprocessing.crop.height * 3;
  const golden = join(ROOT, 'models/golden');
  const files = (await readdir(golden)).filter((name) => /\.(png|jpg)$/.test(name));
  const photos = files.map(async (name) => {
    const options = { maxPixels: 1e7, minimumSize: () => ({ width: 1e4, height: 1e4 }) };
    return preprocess(
      await decodeImage(await readFile(join(golden, name)), options),
      preprocessing,
    );
  });
  return [
    Uint8Array.from({ length }, (_, index) => (index * 7919 + (index >> 5) * 104_729) & 255),
    new Uint8Array(length).fill(255),
    ...(await Promise.all(photos)),
  ];
}

const inputs = images();

test('one session answers as TF.js does node by node', async (t) => {
  const { session, opByOp } = await load(SQUEEZENET_1_1);
  t.true((await inputs).length > 10);
  for (const pixels of await inputs) {
    const answer = session.run(pixels).probabilities;
    t.is(answer.length, 1000);
    t.true(compare(answer, opByOp.run(pixels).probabilities).largest < 1e-6);
    t.true(Math.abs(answer.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
  }
  session.dispose();
  opByOp.dispose();
});

test('an answer stays as it is when the next image is run', async (t) => {
  const { session } = await load(SQUEEZENET_1_1);
  const [first, second] = (await inputs).slice(-2) as [InputPixels, InputPixels];
  const answer = session.run(first).probabilities;
  const copy = answer.slice();
  session.run(second);
  t.deepEqual(answer, copy);
  t.deepEqual(session.run(first).probabilities, copy);
});

const change = (preprocessing: Partial<Preprocessing>) => (card: ModelCard) => ({
  ...card,
  preprocessing: { ...card.preprocessing, ...preprocessing },
});

const orders = {
  'BGR and means': {},
  'RGB, means and scales': {
    channelOrder: 'RGB',
    mean: [123.675, 116.28, 103.53],
    scale: [0.9, 1.1, 0.7],
  },
} as const;

for (const [name, preprocessing] of Object.entries(orders))
  test(`preprocessing in the graph answers as it does folded: ${name}`, async (t) => {
    const parts = preprocessing as Partial<Preprocessing>;
    const folded = await load(await makeVariant(t, change(parts)));
    const unfolded = await load(
      await makeVariant(t, change({ ...parts, foldedIntoFirstConvolution: false })),
    );
    for (const pixels of (await inputs).slice(0, 6)) {
      const expected = folded.session.run(pixels).probabilities;
      t.true(compare(unfolded.session.run(pixels).probabilities, expected).largest < 1e-4);
      t.true(compare(unfolded.opByOp.run(pixels).probabilities, expected).largest < 1e-4);
    }
  });

test('of logits, the softmax is taken', async (t) => {
  const model = tinyModel();
  const nodes = model.nodes.filter(({ op }) => op !== 'Softmax');
  const card: ModelCard = { ...model.card, output: 'logits' };
  const { session, opByOp } = await load(await writeModel(t, { ...model, card, nodes }));
  assertAnswers(t, session);
  assertAnswers(t, opByOp);
});

/** One colour all over the tiny model's input. */
function plain(rgb: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 20 * 12 * 3 }, (_, index) => rgb[index % 3] ?? 0);
}

const COLOUR = [200, 30, 90];

function assertAnswers(t: ExecutionContext, graph: GraphRunner): void {
  const { largest } = compare(graph.run(plain(COLOUR)).probabilities, tinyProbabilities(COLOUR));
  t.true(largest < 1e-6, String(largest));
}

test('a graph of other ops, with its weights in two shards and no signature, answers right', async (t) => {
  const { session, opByOp } = await load(await writeModel(t, tinyModel()));
  assertAnswers(t, session);
  assertAnswers(t, opByOp);
});

test('weights that the converter has quantized are understood', async (t) => {
  const model = tinyModel();
  // Steps of which the matrix's values are multiples.
  const quantization = { dtype: 'uint8', scale: 0.005, min: -0.02 } as const;
  const weights = model.weights.map((weight) =>
    weight.name === 'matrix' ? { ...weight, quantization } : weight,
  );
  const folder = await writeModel(t, { ...model, weights });
  const { session, opByOp } = await load(folder);
  assertAnswers(t, session);
  assertAnswers(t, opByOp);
});

test('a model whose resizing gives floats takes them as they are', async (t) => {
  const mean = [0.5, 1, 1.5] as [number, number, number];
  const model = tinyModel({ resampling: 'bilinear', mean, foldedIntoFirstConvolution: false });
  const { session, opByOp } = await load(await writeModel(t, model));
  const floats = Float32Array.from(plain(COLOUR), (value) => value + 0.25);
  const expected = tinyProbabilities(
    COLOUR.map((value, channel) => value + 0.25 - (mean[channel] ?? 0)),
  );
  for (const graph of [session, opByOp]) {
    const { largest } = compare(graph.run(floats).probabilities, expected);
    t.true(largest < 1e-6, String(largest));
  }
});

for (const quantization of [
  { dtype: 'uint16', scale: 0.0001, min: -0.02 },
  { dtype: 'float16' },
] as const)
  test(`weights that the converter has stored as ${quantization.dtype} are understood`, async (t) => {
    const model = tinyModel();
    const weights = model.weights.map((weight) =>
      weight.name === 'matrix' ? { ...weight, quantization } : weight,
    );
    const { session, opByOp } = await load(await writeModel(t, { ...model, weights }));
    const expected = opByOp.run(plain(COLOUR)).probabilities;
    t.true(compare(expected, tinyProbabilities(COLOUR)).largest < 2e-3);
    t.true(compare(session.run(plain(COLOUR)).probabilities, expected).largest < 1e-6);
  });

test('libtensorflow refuses a graph that only TF.js runs', async (t) => {
  const folder = await writeModel(t, onlyForTfjs(tinyModel()));
  const card = await loadModelCard(folder);
  await t.throwsAsync(
    readGraphModel(folder).then((model) => GraphSession.load(model, card)),
    {
      instanceOf: ModelError,
      message: /^libtensorflow does not take the graph: [^\n]*MatMul[^\n]*$/,
    },
  );
  assertAnswers(t, await OpByOpGraph.load(folder, card));
});
