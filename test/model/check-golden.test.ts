import test, { type ExecutionContext } from 'ava';
import type { ModelCard } from '../../src/model/model-card.js';
import { readServedModel } from '../../src/model/served-model.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

type Golden = NonNullable<ModelCard['golden']>;

const GOLDEN: Golden = {
  reference: 'by hand',
  weightsSha256: '0'.repeat(64),
  tolerance: 0.01,
  bfloat16Tolerance: 0.1,
  predictions: [
    {
      image: 'a.png',
      top: [
        { classification: 'red', confidence: 0.9 },
        { classification: 'gray', confidence: 0.1 },
      ],
    },
  ],
};

function withGolden(t: ExecutionContext, golden: Golden): Promise<string> {
  const model = tinyModel();
  return writeModel(t, { ...model, card: { ...model.card, golden } });
}

test('golden predictions that do not say how exact bfloat16 must be are refused for it', async (t) => {
  await t.notThrowsAsync(readServedModel(await withGolden(t, GOLDEN), 'bfloat16'));
  const folder = await withGolden(t, { ...GOLDEN, bfloat16Tolerance: undefined });
  await t.notThrowsAsync(readServedModel(folder));
  await t.throwsAsync(readServedModel(folder, 'bfloat16'), {
    name: 'ModelError',
    message: `${folder}: bfloat16 cannot be checked, as the golden predictions have no bfloat16Tolerance`,
  });
});

test('golden predictions of a class that is no label are refused', async (t) => {
  const top = [
    { classification: 'red', confidence: 0.9 },
    { classification: 'grey', confidence: 0.1 },
  ];
  const folder = await withGolden(t, {
    ...GOLDEN,
    predictions: [...GOLDEN.predictions, { image: 'b.png', top }],
  });
  await t.throwsAsync(readServedModel(folder), {
    name: 'ModelError',
    message: `${folder}: the golden prediction of b.png is the class "grey", which is none of the labels`,
  });
});
