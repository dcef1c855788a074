import test, { type ExecutionContext } from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Csv } from '../../../src/cli/output/csv.js';
import { JsonLines } from '../../../src/cli/output/json-lines.js';
import { ResultsFile } from '../../../src/cli/output/results-file.js';
import { UsageError } from '../../../src/cli/usage-error.js';
import { temporaryFolder } from '../../helpers/squeezenet-variant.js';

const shown = { labels: ['cat', 'dog'], topK: undefined, minConfidence: 0, explained: false };
const csv = new Csv(shown);
const json = new JsonLines(shown);
const A = 'a,dog,0.625,,\n';
const FAILED = 'b,,,not_an_image,no\n';
const LATE = 'c,,,upstream_timeout,late\n';

async function open(t: ExecutionContext, text: string | undefined, format: Csv | JsonLines = csv) {
  const path = join(await temporaryFolder(t), 'results');
  if (text !== undefined) writeFileSync(path, text);
  const file = await ResultsFile.open(path, format);
  t.teardown(() => file.close());
  return { file, text: () => readFileSync(path, 'utf8') };
}

for (const before of [undefined, ''])
  test(`a file that is ${before === undefined ? 'not there' : 'empty'} begins with the header`, async (t) => {
    const { file, text } = await open(t, before);
    t.is(text(), csv.header);
    t.false(file.torn);
    t.is(file.size, 0);
    await file.write(A);
    t.is(text(), csv.header + A);
  });

test('a file of JSON lines has no header', async (t) => {
  const { text } = await open(t, undefined, json);
  t.is(text(), '');
});

test('what is there stays; a failure of the server may be tried again', async (t) => {
  const { file, text } = await open(t, csv.header + A + FAILED + LATE);
  t.is(text(), csv.header + A + FAILED + LATE);
  t.false(file.torn);
  t.is(file.size, 2);
  t.deepEqual(
    ['a', './a', 'b', 'c', 'd'].map((name) => file.has(name)),
    [true, true, true, false, false],
  );
});

test('the header alone is kept', async (t) => {
  const { file, text } = await open(t, csv.header);
  t.is(text(), csv.header);
  t.false(file.torn);
});

const TORN: [text: string, kept: string, format?: JsonLines][] = [
  [csv.header.slice(0, -1), csv.header],
  [csv.header.slice(0, 1), csv.header],
  [csv.header + A + FAILED.slice(0, -1), csv.header + A],
  [csv.header + A + FAILED.slice(0, 1), csv.header + A],
  ['{"image":"a"}\n{"image":"b"', '{"image":"a"}\n', json],
  ['{"image":"a"}\n{', '{"image":"a"}\n', json],
];
for (const [before, kept, format] of TORN)
  test(`a record that was cut off is removed: ${JSON.stringify(before)}`, async (t) => {
    const { file, text } = await open(t, before, format);
    t.true(file.torn);
    t.is(text(), kept);
  });

const FOREIGN: [text: string, record: number, format?: JsonLines][] = [
  ['text', 1],
  ['text\n', 1],
  [`${csv.header}a,dog\n`, 2],
  [`${csv.header}${A}x\n`, 3],
  ['{"image":"a"}\n[', 2, json],
  ['{"id":1}\n', 1, json],
  ['{"image":"a"}\n'.padEnd(5_000_000), 2, json],
];
for (const [before, record, format] of FOREIGN)
  test(`a file of something else stays as it is: ${JSON.stringify(before.slice(0, 80))}`, async (t) => {
    const path = join(await temporaryFolder(t), 'results');
    writeFileSync(path, before);
    await t.throwsAsync(ResultsFile.open(path, format ?? csv), {
      instanceOf: UsageError,
      message: `--out ${path} is left alone: its record ${record} is not a result in this form`,
    });
    t.is(readFileSync(path, 'utf8'), before);
  });
