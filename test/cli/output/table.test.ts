import test from 'ava';
import { paint } from '../../../src/cli/output/paint.js';
import { Table } from '../../../src/cli/output/table.js';

const shown = {
  labels: ['cat', 'golden\x1b_retriever'],
  topK: 2,
  minConfidence: 0,
  explained: false,
};
const probabilities = Float32Array.of(0.25, 0.75);

test('columns are as wide as the labels; nothing in a name or label acts on the terminal', (t) => {
  const table = new Table(shown, paint(false));
  t.is(
    table.header + table.format({ name: 'a\n\u202eb.jpg', probabilities }),
    [
      `class${' '.repeat(19)}  confidence  image\n`,
      'golden\\u{1b}_retriever         0.750  a\\u{a}\\u{202e}b.jpg\n',
      `  cat${' '.repeat(19)}       0.250\n`,
    ].join(''),
  );
});

test('an image that failed has no row', (t) => {
  const failure = { code: 'not_an_image', message: 'no' };
  t.is(new Table(shown, paint(false)).format({ name: 'a', failure }), '');
});

test('colours: the best class bold, the others dim', (t) => {
  const text = new Table(shown, paint(true)).format({ name: 'a', probabilities });
  // eslint-disable-next-line no-control-regex
  t.regex(text, /^\x1b\[1mgolden.* 0\.750\x1b\[22m {2}a\n\x1b\[2m {2}cat +0\.250\x1b\[22m\n$/);
});
