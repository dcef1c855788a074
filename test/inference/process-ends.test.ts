import test from 'ava';
import { ProcessEnds, SAME_CAUSE_WINDOW } from '../../src/inference/process-ends.js';

const [first, second, other] = [{}, {}, {}];

test('ends of one image’s own processes do not excuse each other', (t) => {
  const ends = new ProcessEnds();
  ends.note(first, 0);
  ends.note(second, 1);
  t.is(ends.countAlone([first, second]), 2);
  t.is(ends.countAlone([first]), 0);
});

test('another process that ends within the window excuses, before or after, and beyond it does not', (t) => {
  for (const [moment, alone] of [
    [-SAME_CAUSE_WINDOW, 1],
    [1 - SAME_CAUSE_WINDOW, 0],
    [SAME_CAUSE_WINDOW - 1, 0],
    [SAME_CAUSE_WINDOW, 1],
  ] as const) {
    const ends = new ProcessEnds();
    ends.note(first, 0);
    ends.note(other, moment);
    t.is(ends.countAlone([first]), alone, String(moment));
  }
});

test('the newest ends are remembered, in bounded memory', (t) => {
  const ends = new ProcessEnds();
  ends.note(first, 0);
  for (let index = 1; index < 256; index++) ends.note({}, index * SAME_CAUSE_WINDOW);
  t.is(ends.countAlone([first]), 1);
  ends.note({}, 256 * SAME_CAUSE_WINDOW);
  t.is(ends.countAlone([first]), 0);
});
