import test from 'ava';
import { splitResults } from '../../../src/inference/protocol/split-results.js';

function message(...classes: number[]) {
  const results = classes.map((count, index) => ({ classes: count, inference: index }));
  return { kind: 'classified', decode: 0, results } as const;
}

/** Bytes of floats that do not begin where their buffer does, as in a frame. */
function payload(...values: number[]): Uint8Array {
  const buffer = Float32Array.of(9, ...values, 9).buffer;
  return new Uint8Array(buffer, 4, values.length * 4);
}

test('each result gets its own probabilities', (t) => {
  const results = splitResults(message(2, 0, 3), payload(1, 2, 3, 4, 5));
  t.deepEqual(
    results?.map(({ probabilities, inference }) => [[...probabilities], inference]),
    [
      [[1, 2], 0],
      [[], 1],
      [[3, 4, 5], 2],
    ],
  );
});

test('a payload of another length is none', (t) => {
  for (const values of [[], [1], [1, 2, 3]])
    t.is(splitResults(message(1, 1), payload(...values)), undefined);
  t.is(splitResults(message(1), payload(1).subarray(0, 3)), undefined);
});
