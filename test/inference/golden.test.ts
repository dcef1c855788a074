import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Classifier } from '../../src/inference/classifier.js';
import { findDrift, selfCheck, type GoldenModel } from '../../src/inference/golden.js';
import { tinyModel, writeModel } from './tiny-model.js';

// What real drift looks like is in test/regression; here it is the rules.

function classifierOf(...probabilities: number[]): Classifier {
  return {
    classify: () =>
      Promise.resolve({
        probabilities: Float32Array.from(probabilities),
        timings: { queue: 0, decode: 0, inference: 0 },
      }),
  };
}

async function modelOf(t: ExecutionContext, top: [string, number][]): Promise<GoldenModel> {
  const predictions = [
    {
      image: 'golden.png',
      top: top.map(([classification, confidence]) => ({ classification, confidence })),
    },
  ];
  const golden = { reference: 'by hand', weightsSha256: '0'.repeat(64), tolerance: 0.01 };
  const { card, ...rest } = tinyModel();
  const model = { ...rest, card: { ...card, golden: { ...golden, predictions } } };
  const folder = await writeModel(t, model);
  await writeFile(join(folder, 'golden.png'), 'any bytes');
  return { folder, card: model.card, labels: ['crane', 'dog', 'crane', 'cat'] };
}

async function driftOf(t: ExecutionContext, top: [string, number][], ...probabilities: number[]) {
  const model = await modelOf(t, top);
  const [prediction] = model.card.golden?.predictions ?? [];
  if (prediction === undefined) throw new Error('no prediction');
  return findDrift(classifierOf(...probabilities), model, prediction);
}

test('within the tolerance is no drift, beyond it is', async (t) => {
  t.is(await driftOf(t, [['cat', 0.6]], 0.1, 0.2, 0.095, 0.605), undefined);
  t.is(
    await driftOf(t, [['cat', 0.6]], 0.1, 0.2, 0.08, 0.62),
    'golden.png is a cat with 0.620 where 0.600 is expected',
  );
});

test('each class that is listed counts, and the first must be the first', async (t) => {
  t.is(
    await driftOf(t, [['cat', 0.6], ['dog', 0.3]], 0.1, 0.2, 0.1, 0.6), // prettier-ignore
    'golden.png is a dog with 0.200 where 0.300 is expected',
  );
  t.is(
    await driftOf(t, [['cat', 0.399]], 0.1, 0.4, 0.1, 0.399),
    'golden.png is a dog (0.400) where a cat (0.399) is expected',
  );
});

test('of two classes with one name, either will do', async (t) => {
  t.is(await driftOf(t, [['crane', 0.7]], 0.1, 0.1, 0.7, 0.1), undefined);
  t.is(await driftOf(t, [['crane', 0.7]], 0.7, 0.1, 0.1, 0.1), undefined);
  t.regex(String(await driftOf(t, [['crane', 0.7]], 0.5, 0.1, 0.3, 0.1)), /crane with 0\.500/);
});

test('a class that the labels do not have has drifted', async (t) => {
  t.regex(String(await driftOf(t, [['cat', 0.6], ['cow', 0.1]], 0.1, 0.2, 0.1, 0.6)), /a cow with/); // prettier-ignore
});

test('a card without golden predictions is passed, and said to be', async (t) => {
  const { card } = tinyModel();
  t.false(await selfCheck(classifierOf(1), { folder: '/nowhere', card, labels: ['cat'] }));
});

test('a golden picture that is missing is named', async (t) => {
  const model = await modelOf(t, [['cat', 1]]);
  await t.throwsAsync(selfCheck(classifierOf(1), { ...model, folder: '/nowhere' }), {
    name: 'ModelError',
    message: 'the golden picture /nowhere/golden.png cannot be read',
  });
});

test('drift fails the self-check in one line that names the cause', async (t) => {
  await t.throwsAsync(selfCheck(classifierOf(0, 0, 0, 0.9), await modelOf(t, [['cat', 1]])), {
    name: 'ModelError',
    message:
      /^the model in \S+ failed its self-check: golden\.png is a cat with 0\.900 where 1\.000 is expected; it was made from weights \(sha256 unknown\) that the golden predictions are not of$/,
  });
});
