import test from 'ava';
import { parseChildMessage } from '../../../src/inference/protocol/parse-child-message.js';

test('messages of the protocol pass as they are', (t) => {
  for (const message of [
    { kind: 'ready' },
    { kind: 'ready', note: 'slow' },
    { kind: 'failed', message: 'no' },
    { kind: 'started' },
    { kind: 'classified', decode: 1.5, results: [] },
    { kind: 'classified', decode: 1.5, results: [{ classes: 3, inference: 0 }] },
    { kind: 'refused', code: 'not_an_image', message: 'no' },
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
    { kind: 'refused', code: 'internal_error', message: 'no' },
    { kind: 'refused', code: 'not_an_image' },
    { kind: 'errored' },
  ])
    t.is(parseChildMessage(message), undefined, JSON.stringify(message));
});
