import test from 'ava';
import fc from 'fast-check';
import { topN } from '../src/top-n.js';

interface Item {
  readonly value: number;
  readonly position: number;
}

test('topN is the beginning of a stable sort', (t) => {
  const values = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 250 }), (list, n) => {
      const items: Item[] = list.map((value, position) => ({ value, position }));
      const compare = (a: Item, b: Item) => b.value - a.value;
      t.deepEqual(topN(items, n, compare), items.toSorted(compare).slice(0, n));
    }),
    { numRuns: 500 },
  );
});
