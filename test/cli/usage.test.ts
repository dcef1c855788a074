import test from 'ava';
import { OPTION_NAMES, parseOptions } from '../../src/cli/options.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { classify, golden } from './run-cli.js';

const refused = test.macro((t, words: string[], message: RegExp) => {
  t.throws(() => parseOptions(words), { instanceOf: UsageError, message });
});

test('a mistyped option', refused, ['--jsno', 'a'], /unknown option --jsno: did you mean --json\?/);
test('an unknown option', refused, ['--zzzzzzzz', 'a'], /unknown option --zzzzzzzz \(--help/);
test('an option without its value', refused, ['a', '--top-k'], /--top-k/);
test('a switch with a value', refused, ['a', '--json=1'], /--json/);
for (const value of ['0', '1001', '1.5', 'x', ''])
  test(`--top-k ${value}`, refused, ['a', `--top-k=${value}`], /--top-k ".*" is not allowed/);
for (const value of ['1.1', '-1', 'x', ''])
  test(`--min-confidence ${value}`, refused, ['a', `--min-confidence=${value}`], /is not allowed/);
for (const value of ['0/3', '4/3', '1/0', '3', 'a/b', '1/1000001'])
  test(`--shard ${value}`, refused, ['a', '--shard', value], /--shard ".*" is not allowed/);
for (const value of ['index', 'index/0', 'index/x', 'Index/3', '/3'])
  test(`--shard ${value}`, refused, ['a', '--shard', value], /--shard/);

test('--shard index/N is the part of a pod, whose index starts at 0', (t) => {
  const shardOf = (JOB_COMPLETION_INDEX?: string) =>
    parseOptions(['a', '--shard', 'index/3'], { JOB_COMPLETION_INDEX })?.shard;
  t.deepEqual(shardOf('0'), parseOptions(['a', '--shard', '1/3'])?.shard);
  t.deepEqual(shardOf('2'), parseOptions(['a', '--shard', '3/3'])?.shard);
  for (const bad of ['3', '-1', '', 'x', undefined])
    t.throws(() => shardOf(bad), { instanceOf: UsageError, message: /JOB_COMPLETION_INDEX/ });
});

test('two forms', refused, ['a', '--json', '--csv'], /exclude each other/);
test('standard input twice', refused, ['-', '--from', '-'], /can be read once only/);

test('what is given is taken', (t) => {
  const words = [
    'a',
    '-r',
    '--shard',
    '3/10',
    '-k',
    '2',
    '--min-confidence',
    '.5',
    '--from',
    'l',
    'b',
  ];
  t.deepEqual(parseOptions([...words, '-o', 'x.CSV', '--model', 'm', '--explain', 'd']), {
    inputs: ['a', 'b'],
    lists: ['l'],
    recursive: true,
    shard: { index: 2, count: 10 },
    model: 'm',
    topK: 2,
    minConfidence: 0.5,
    format: 'csv',
    out: 'x.CSV',
    explain: 'd',
  });
  t.is(parseOptions(['a'])?.format, 'table');
  t.is(parseOptions(['a', '-o', 'x.jsonl'])?.format, 'json');
});

test('a wrong command: one line on standard error, and code 2', async (t) => {
  t.deepEqual(await classify([]), {
    code: 2,
    stdout: '',
    stderr:
      'error: there is nothing to classify: give a file, folder, glob, URL or - (--help says more)\n',
  });
});

test('a bad setting: one line on standard error, and code 2', async (t) => {
  const { code, stdout, stderr } = await classify(['a'], { env: { IMAGE_MAX_BYTES: 'x' } });
  t.deepEqual({ code, stdout }, { code: 2, stdout: '' });
  t.regex(stderr, /^error: IMAGE_MAX_BYTES="x" is not allowed: .*\n$/);
});

test('--help names every option on standard output', async (t) => {
  const { code, stdout, stderr } = await classify(['--help']);
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  for (const name of OPTION_NAMES) t.true(stdout.includes(`${name} `), name);
});

test('after -- a path may begin with a dash', async (t) => {
  const { code, stderr } = await classify(['--', '--json']);
  t.is(code, 1);
  t.is(stderr, 'error: --json: there is no such file or folder\n');
});

test('a variable that looks like a mistyped setting is a warning', async (t) => {
  const { code, stderr } = await classify([golden('coffee.png')], {
    env: { IMAGE_MAX_BYTE: '1' },
  });
  t.is(code, 0);
  t.is(stderr, 'warning: IMAGE_MAX_BYTE is not a setting: did you mean IMAGE_MAX_BYTES?\n');
});
