import test from 'ava';
import fc from 'fast-check';
import { type RecencyEntry, RecencyList } from '../src/recency-list.js';

test('the oldest is always the one used longest ago', (t) => {
  const step = fc.tuple(fc.constantFrom('add', 'touch', 'remove'), fc.nat());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const list = new RecencyList<number>();
      let model: RecencyEntry<number>[] = [];
      for (const [index, [what, choice]] of steps.entries()) {
        const entry = model[choice % model.length];
        if (what === 'add') model.push(list.add(index));
        else if (entry !== undefined) {
          model = model.filter((other) => other !== entry);
          if (what === 'touch') {
            list.touch(entry);
            model.push(entry);
          } else list.remove(entry);
        }
        t.is(list.oldest, model[0]?.value);
      }
      // The whole list comes out in order.
      for (const entry of model) {
        t.is(list.oldest, entry.value);
        list.remove(entry);
      }
      t.is(list.oldest, undefined);
    }),
    { numRuns: 300 },
  );
});
