import test from 'ava';
import { fromBytes, toBytes } from '../../src/cache/classification-bytes.js';
import { classification, LABELS } from '../helpers/service.js';

/** Offsets of the three times, and of the first probability. */
const TIMES = [0, 8, 16];
const FIRST = 24;

function changed(change: (bytes: Buffer) => void) {
  const bytes = toBytes(classification());
  change(bytes);
  return fromBytes(bytes, LABELS.length);
}

test('what is written is read', (t) => {
  const bytes = toBytes(classification());
  t.deepEqual(fromBytes(bytes, LABELS.length), classification());
});

test('another number of classes is no result', (t) => {
  const bytes = toBytes(classification());
  t.is(fromBytes(bytes, LABELS.length + 1), undefined);
  t.is(fromBytes(bytes, LABELS.length - 1), undefined);
  t.is(fromBytes(Buffer.alloc(0), 0), undefined);
});

test('a probability is from 0 to 1', (t) => {
  for (const value of [0, 1])
    t.is(changed((bytes) => bytes.writeFloatLE(value, FIRST))?.probabilities[0], value);
  for (const value of [NaN, -0.01, 1.01, Infinity])
    t.is(
      changed((bytes) => bytes.writeFloatLE(value, FIRST)),
      undefined,
      String(value),
    );
});

test('a time is finite, and not below 0', (t) => {
  for (const at of TIMES) {
    t.truthy(changed((bytes) => bytes.writeDoubleLE(0, at)));
    for (const value of [NaN, -1, Infinity])
      t.is(
        changed((bytes) => bytes.writeDoubleLE(value, at)),
        undefined,
        `${value} at ${at}`,
      );
  }
});
