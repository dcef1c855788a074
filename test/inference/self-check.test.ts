import test from 'ava';
import { join } from 'node:path';
import { findDrift, selfCheck } from '../../src/inference/self-check.js';
import { loadModelCard } from '../../src/model/model-card.js';
import type { Precision } from '../../src/settings/classifier.js';
import { SQUEEZENET_1_1 } from '../helpers/squeezenet-variant.js';

const LABELS = ['crane', 'heron', 'crane'];
const MODEL = { name: 'birds', folder: SQUEEZENET_1_1, identity: '' };
const IMAGE = join(SQUEEZENET_1_1, '../golden/chelsea.png');

function classifierOf(probabilities: number[]) {
  return {
    classify: (_image: Uint8Array, models: readonly string[]) => {
      const timings = { queue: 0, decode: 0, inference: 0 };
      const result = { probabilities: Float32Array.from(probabilities), timings };
      return Promise.resolve(new Map(models.map((name) => [name, result])));
    },
  };
}

async function drift(
  probabilities: number[],
  top: [string, number][],
  precision: Precision = 'float32',
) {
  const card = await loadModelCard(SQUEEZENET_1_1);
  const model = { ...MODEL, card, labels: LABELS, precision };
  const classifier = classifierOf(probabilities);
  const listed = top.map(([classification, confidence]) => ({ classification, confidence }));
  return findDrift(classifier, model, { image: IMAGE, top: listed });
}

test('two classes of the same name are told apart by their confidence', async (t) => {
  const top: [string, number][] = [
    ['crane', 0.6],
    ['crane', 0.3],
    ['heron', 0.1],
  ];
  t.is(await drift([0.3, 0.1, 0.6], top), undefined);
  t.regex((await drift([0.2, 0.2, 0.6], top)) ?? '', /crane with 0\.200 where 0\.300/);
});

test('only a difference beyond the tolerance is drift', async (t) => {
  t.is(await drift([0.1, 0.9, 0], [['heron', 0.908]]), undefined);
  t.regex((await drift([0.1, 0.9, 0], [['heron', 0.912]])) ?? '', /0\.900 where 0\.912/);
});

test('a difference, or a lead, as large as the tolerance is no drift', async (t) => {
  const { golden, ...rest } = await loadModelCard(SQUEEZENET_1_1);
  if (golden === undefined) throw new Error('nothing to check');
  const card = { ...rest, golden: { ...golden, tolerance: 0.25, bfloat16Tolerance: 0.25 } };
  const model = { ...MODEL, card, labels: LABELS };
  const heron = { image: IMAGE, top: [{ classification: 'heron', confidence: 1 }] };
  t.is(await findDrift(classifierOf([0.25, 0.75, 0]), model, heron), undefined);
  const top = [
    { classification: 'crane', confidence: 0.5 },
    { classification: 'heron', confidence: 0.25 },
  ];
  const rounded = { ...model, precision: 'bfloat16' } as const;
  t.is(await findDrift(classifierOf([0.25, 0.5, 0]), rounded, { image: IMAGE, top }), undefined);
});

test('another first class is drift, however close', async (t) => {
  t.regex((await drift([0.499, 0.5, 0], [['crane', 0.499]])) ?? '', /is a heron .* where a crane/);
});

test('the start says whether anything was checked, and ends when it drifted', async (t) => {
  const { golden, ...rest } = await loadModelCard(SQUEEZENET_1_1);
  const [prediction] = golden?.predictions ?? [];
  if (golden === undefined || prediction === undefined) throw new Error('nothing to check');
  const { top } = prediction;
  const card = { ...rest, golden: { ...golden, predictions: [prediction] } };
  const labels = top.map(({ classification }) => classification);
  const model = { ...MODEL, card, labels };
  const right = classifierOf(top.map(({ confidence }) => confidence));
  t.true(await selfCheck(right, model));
  t.false(await selfCheck(right, { ...model, card: rest }));
  const wrong = classifierOf(top.map(({ confidence }) => confidence - 0.02));
  await t.throwsAsync(selfCheck(wrong, model), { name: 'ModelError', message: /self-check/ });
});

test('the start checks every golden image, one after the other, and tells the first that differs', async (t) => {
  const { golden, ...rest } = await loadModelCard(SQUEEZENET_1_1);
  if (golden === undefined) throw new Error('nothing to check');
  const predictions = ['heron', 'crane', 'heron', 'crane'].map((classification, index) => ({
    image: golden.predictions[index]?.image ?? '',
    top: [{ classification, confidence: 1 }],
  }));
  const model = { ...MODEL, card: { ...rest, golden: { ...golden, predictions } }, labels: LABELS };
  const classifier = classifierOf([0, 1, 0]);
  let under = 0;
  const oneByOne = {
    classify: async (image: Uint8Array, models: readonly string[]) => {
      t.is(++under, 1);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      return classifier.classify(image, models);
    },
  };
  const { message } = await t.throwsAsync(selfCheck(oneByOne, model), { name: 'ModelError' });
  t.true(
    message.includes(
      `failed its self-check: 2 of 4 golden images: ${predictions[1]?.image ?? ''} is a heron (1.000) where a crane`,
    ),
    message,
  );
});

test('a difference is described with both classes and confidences', async (t) => {
  t.is(
    await drift([0.25, 0.75, 0], [['crane', 0.5]]),
    `${IMAGE} is a heron (0.750) where a crane (0.500) is expected`,
  );
});

test('a class that the model does not have counts as zero', async (t) => {
  const top: [string, number][] = [
    ['heron', 0.9],
    ['ibis', 0.02],
  ];
  t.is(await drift([0.1, 0.9, 0], top), `${IMAGE} is a ibis with 0.000 where 0.020 is expected`);
});

test('bfloat16 has a tolerance of its own', async (t) => {
  t.is(await drift([0.1, 0.9, 0], [['heron', 0.948]], 'bfloat16'), undefined);
  t.regex(
    (await drift([0.1, 0.9, 0], [['heron', 0.952]], 'bfloat16')) ?? '',
    /0\.900 where 0\.952/,
  );
});

test('in bfloat16 the first class may be another one only where the first two are close', async (t) => {
  const close: [string, number][] = [
    ['crane', 0.49],
    ['heron', 0.45],
  ];
  t.is(await drift([0.46, 0.47, 0], close, 'bfloat16'), undefined);
  t.regex((await drift([0.46, 0.47, 0], close)) ?? '', /is a heron .* where a crane/);
  const apart: [string, number][] = [
    ['crane', 0.49],
    ['heron', 0.43],
  ];
  t.regex((await drift([0.46, 0.47, 0], apart, 'bfloat16')) ?? '', /is a heron .* where a crane/);
});
