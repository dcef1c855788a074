import test from 'ava';
import { describe } from '../../../src/cli/output/predictions.js';

const shown = {
  labels: ['cat', 'dog', 'teapot'],
  wordnetIds: ['n1', 'n2', 'n3'],
  topK: 3,
  minConfidence: 0.25,
  explained: false,
};
const probabilities = Float32Array.of(0.25, 0.625, 0.125);

test('a class whose confidence is exactly the minimum is in, one below it is not', (t) => {
  t.deepEqual(describe(probabilities, shown), {
    classification: 'dog',
    confidence: '0.625',
    predictions: [
      { classification: 'dog', confidence: '0.625', wordnet_id: 'n2' },
      { classification: 'cat', confidence: '0.250', wordnet_id: 'n1' },
    ],
  });
});

test('the best class is told only if it is sure', (t) => {
  const best = (minConfidence: number) =>
    describe(probabilities, { ...shown, topK: undefined, minConfidence });
  t.deepEqual(best(0.625), {
    classification: 'dog',
    confidence: '0.625',
    predictions: undefined,
  });
  t.deepEqual(best(0.626), {
    classification: null,
    confidence: '0.625',
    predictions: undefined,
  });
});
