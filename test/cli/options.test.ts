import test from 'ava';
import { parseOptions } from '../../src/cli/options.js';
import { UsageError } from '../../src/cli/usage-error.js';

test('--top-k is from 1 to 1000', (t) => {
  for (const k of [1, 1000]) t.is(parseOptions(['a', '-k', String(k)])?.topK, k);
  for (const k of [0, 1001])
    t.throws(() => parseOptions(['a', '-k', String(k)]), { instanceOf: UsageError });
  t.is(parseOptions(['a'])?.topK, undefined);
});

test('--min-confidence is from 0 to 1', (t) => {
  const read = (text: string) => parseOptions(['a', '--min-confidence', text])?.minConfidence;
  t.deepEqual(['0', '1', '1.0', '0.25'].map(read), [0, 1, 1, 0.25]);
  for (const text of ['1.01', '1e-1', '0.5.'])
    t.throws(() => read(text), { instanceOf: UsageError });
  t.is(parseOptions(['a'])?.minConfidence, 0);
});

test('--shard takes up to a million parts', (t) => {
  const read = (text: string) => parseOptions(['a', '--shard', text])?.shard;
  t.deepEqual(read('1/1'), { index: 0, count: 1 });
  t.deepEqual(read('1000000/1000000'), { index: 999_999, count: 1_000_000 });
  t.throws(() => read('1/1000001'), { instanceOf: UsageError });
  t.is(parseOptions(['a'])?.shard, undefined);
});

test('an input or a list is enough, and standard input may be one of them', (t) => {
  t.like(parseOptions(['-']), { inputs: ['-'], lists: [] });
  t.like(parseOptions(['--from', '-']), { inputs: [], lists: ['-'] });
  t.like(parseOptions(['a', '--from', 'l', '--from', 'm']), { inputs: ['a'], lists: ['l', 'm'] });
  t.throws(() => parseOptions([]), { instanceOf: UsageError, message: /nothing to classify/ });
  for (const words of [
    ['-', '-'],
    ['--from', '-', '--from', '-'],
  ])
    t.throws(() => parseOptions(words), { message: /can be read once only/ });
});

test('the form is what an option says, else what the name of the file does', (t) => {
  const form = (...words: string[]) => parseOptions(['a', ...words])?.format;
  t.is(form(), 'table');
  t.is(form('--json'), 'json');
  t.is(form('--csv'), 'csv');
  t.is(form('--out', 'results'), 'json');
  t.is(form('--out', 'results.csv'), 'csv');
  t.is(form('--out', 'results.csv', '--json'), 'json');
  t.is(form('--out', 'results', '--csv'), 'csv');
});

test('--help asks for nothing else', (t) => {
  t.is(parseOptions(['--help']), undefined);
  t.is(parseOptions(['-h', 'a']), undefined);
});

function refused(...words: string[]): string {
  try {
    parseOptions(words);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('an unknown option is named in one line, with what was meant', (t) => {
  t.is(refused('--recursiv', 'a'), 'unknown option --recursiv: did you mean --recursive?');
  t.is(refused('-z', 'a'), 'unknown option -z (--help lists them)');
  t.is(refused('--zzzzzzzz=1', 'a'), 'unknown option --zzzzzzzz (--help lists them)');
  t.regex(refused('a', '--shard'), /^Option '--shard <value>' argument missing$/);
});
