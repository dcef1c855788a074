import test from 'ava';
import { createHash } from 'node:crypto';
import { FingerprintSet } from '../../../src/cli/output/fingerprint-set.js';

test('it has what was added, and nothing else, also when it has grown', (t) => {
  const hash = (number: number) => createHash('sha256').update(String(number)).digest();
  const set = new FingerprintSet();
  for (let number = 0; number < 20_000; number += 2) set.add(hash(number));
  for (let number = 0; number < 20_000; number += 2) set.add(hash(number));
  t.is(set.size, 10_000);
  const wrong = Array.from({ length: 20_000 }, (_, number) => number).filter(
    (number) => set.has(hash(number)) !== (number % 2 === 0),
  );
  t.deepEqual(wrong, []);
});

test('hashes that differ in their last bits only, and share a slot, are different', (t) => {
  const set = new FingerprintSet();
  const hash = Buffer.alloc(32, 7);
  const other = Buffer.from(hash);
  other[11] = 8;
  set.add(hash);
  t.false(set.has(other));
  set.add(other);
  t.true(set.has(hash) && set.has(other));
  t.is(set.size, 2);
});
