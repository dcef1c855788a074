import test from 'ava';
import { Csv } from '../../../src/cli/output/csv.js';
import { JsonLines } from '../../../src/cli/output/json-lines.js';

const shown = {
  labels: ['cat', 'dog', 'teapot'],
  topK: undefined as number | undefined,
  minConfidence: 0,
  explained: false,
};
const probabilities = Float32Array.of(0.25, 0.625, 0.125);
const failure = { code: 'not_an_image', message: 'no "image"' };

const HEADERS: [topK: number | undefined, more: string][] = [
  [undefined, ''],
  [1, ''],
  [2, ',classification_2,confidence_2'],
  [3, ',classification_2,confidence_2,classification_3,confidence_3'],
  // There are three classes.
  [4, ',classification_2,confidence_2,classification_3,confidence_3'],
];
for (const [topK, more] of HEADERS)
  test(`the header of a CSV file with --top-k ${topK ?? 'left out'}`, (t) => {
    const base = 'image,classification,confidence,error,message';
    t.is(new Csv({ ...shown, topK }).header, `${base}${more}\n`);
    t.is(new Csv({ ...shown, topK, explained: true }).header, `${base},explanation${more}\n`);
  });

test('each row of a CSV file has all columns', (t) => {
  const csv = new Csv({ ...shown, topK: 3, explained: true, minConfidence: 0.25 });
  const name = 'a.jpg';
  t.is(
    csv.format({ name, probabilities, explanation: 'a.png' }),
    'a.jpg,dog,0.625,,,a.png,cat,0.250,,\n',
  );
  t.is(csv.format({ name, probabilities }), 'a.jpg,dog,0.625,,,,cat,0.250,,\n');
  t.is(csv.format({ name, failure }), 'a.jpg,,,not_an_image,"no ""image""",,,,,\n');
  const unsure = new Csv({ ...shown, minConfidence: 0.7 });
  t.is(unsure.format({ name, probabilities }), 'a.jpg,,0.625,,\n');
});

test('a field with blanks at an end, commas or line ends is quoted, others are not', (t) => {
  const csv = new Csv(shown);
  for (const [name, field] of [
    ['a b', 'a b'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
  ] as const)
    t.is(csv.format({ name, probabilities }), `${field},dog,0.625,,\n`);
});

test('a row is read back if it has as many columns as the header', (t) => {
  const csv = new Csv(shown);
  t.deepEqual(csv.parse('a,dog,0.625,,'), { name: 'a', retry: false });
  t.deepEqual(csv.parse('a,,,upstream_timeout,late'), { name: 'a', retry: true });
  t.deepEqual(csv.parse('a,,,not_an_image,no'), { name: 'a', retry: false });
  for (const row of ['a', 'a,b,c,d', 'a,dog,0.625,,,', 'a,"dog,0.625,,', ''])
    t.is(csv.parse(row), undefined);
});

test('a line of JSON is read back if it names an image', (t) => {
  const json = new JsonLines(shown);
  t.is(json.header, '');
  t.deepEqual(json.parse('{"image":"a","classification":"dog"}'), { name: 'a', retry: false });
  for (const [code, retry] of [
    ['not_an_image', false],
    ['image_unavailable', false],
    ['upstream_error', true],
    ['internal_error', true],
    ['of a later version', true],
    [5, false],
  ] as const)
    t.deepEqual(json.parse(JSON.stringify({ image: 'a', error: { code } })), { name: 'a', retry });
  for (const line of ['{}', '{"image":1}', '{"image":"a"', 'text'])
    t.is(json.parse(line), undefined);
});
