import test from 'ava';
import type { ExplainedMessage } from '../../../src/inference/protocol/messages.js';
import { splitExplanation } from '../../../src/inference/protocol/split-explanation.js';

const numbers: ExplainedMessage['numbers'] = {
  class: 1,
  probability: 0.5,
  logit: 2,
  bias: 0,
  rows: { cells: 2, first: 0, step: 1 },
  columns: { cells: 1, first: 0, step: 1 },
  image: { width: 1, height: 2 },
  seen: { left: 0, top: 0, width: 1, height: 2 },
  ...{ decode: 1, inference: 2, render: 3 },
};
const MESSAGE: ExplainedMessage = { kind: 'explained', numbers };

test('the payload is the grid, and after it the drawing', (t) => {
  const grid = new Uint8Array(Float32Array.of(1.5, -2).buffer);
  t.deepEqual(splitExplanation(MESSAGE, Buffer.concat([grid, Buffer.from('PNG')])), {
    ...numbers,
    grid: Float32Array.of(1.5, -2),
    drawing: Uint8Array.from(Buffer.from('PNG')),
  });
  t.is(splitExplanation(MESSAGE, grid)?.drawing.length, 0);
});

test('a payload that is too short for the grid is refused', (t) => {
  t.is(splitExplanation(MESSAGE, new Uint8Array(7)), undefined);
  t.is(splitExplanation(MESSAGE, new Uint8Array()), undefined);
});
