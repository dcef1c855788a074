import test from 'ava';
import { parseChildMessage } from '../../../src/inference/protocol/parse-child-message.js';

const NUMBERS = {
  class: 1,
  probability: 0.5,
  logit: 2,
  bias: 0,
  rows: { cells: 2, first: -3.5, step: 1.5 },
  columns: { cells: 1, first: 0, step: 1 },
  image: { width: 1, height: 2 },
  seen: { left: 0, top: 0, width: 1, height: 2 },
  ...{ decode: 1, inference: 2, render: 3 },
};

test('messages of the protocol pass as they are', (t) => {
  for (const message of [
    { kind: 'ready' },
    { kind: 'ready', note: 'slow' },
    { kind: 'failed', message: 'no' },
    { kind: 'started' },
    { kind: 'classified', decode: 1.5, results: [] },
    { kind: 'classified', decode: 1.5, results: [{ classes: 3, inference: 0 }] },
    { kind: 'explained', numbers: NUMBERS },
    { kind: 'refused', code: 'not_an_image', message: 'no' },
    { kind: 'refused', code: 'not_explainable', message: 'no' },
    { kind: 'errored', message: 'no' },
  ])
    t.deepEqual(parseChildMessage(message), message as never);
});

test('anything else a compromised child may send does not', (t) => {
  for (const message of [
    undefined,
    null,
    'ready',
    [],
    {},
    { kind: 'reply' },
    { kind: 'classified' },
    { kind: 'classified', decode: -1, results: [] },
    { kind: 'classified', decode: '1', results: [] },
    { kind: 'classified', decode: 1 },
    { kind: 'classified', decode: 1, results: [{ classes: -1, inference: 0 }] },
    { kind: 'classified', decode: 1, results: [{ classes: 1.5, inference: 0 }] },
    { kind: 'classified', decode: 1, results: [{ classes: 1, inference: null }] },
    { kind: 'explained', numbers: { ...NUMBERS, class: -1 } },
    { kind: 'explained', numbers: { ...NUMBERS, class: 0.5 } },
    { kind: 'explained', numbers: { ...NUMBERS, probability: null } },
    { kind: 'explained', numbers: { ...NUMBERS, rows: { cells: 0, first: 0, step: 1 } } },
    { kind: 'explained', numbers: { ...NUMBERS, columns: { cells: 2, first: '0', step: 1 } } },
    { kind: 'explained', numbers: { ...NUMBERS, image: { width: 1 } } },
    { kind: 'explained', numbers: { ...NUMBERS, seen: undefined } },
    { kind: 'explained', numbers: { ...NUMBERS, render: -1 } },
    { kind: 'refused', code: 'internal_error', message: 'no' },
    { kind: 'refused', code: 'not_an_image' },
    { kind: 'errored' },
  ])
    t.is(parseChildMessage(message), undefined, JSON.stringify(message));
});
