import test from 'ava';
import { bulk } from './run-bulk.js';

const env = { REDIS_URL: 'redis://127.0.0.1:1' };

for (const words of [[], ['--help'], ['add', '--help'], ['work', '-h'], ['collect', '--help']])
  test(`${words.join(' ') || 'no word'}: help on standard output`, async (t) => {
    const { code, stdout, stderr } = await bulk({}, words);
    t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    t.regex(stdout, /^Usage: image-classifier bulk COMMAND\n/);
  });

for (const [words, message] of [
  [['wrok'], '"wrok" is no command of bulk: did you mean work?'],
  [['now'], '"now" is no command of bulk: there are add, work, status, collect, remove'],
  [['add', 'a'], '--from LIST is missing: a file with one URL a line, or - for standard input'],
  [['add', '--form', 'a'], 'unknown option --form: did you mean --from?'],
  [['add', '--from', 'a'], 'the NAME of the list is missing'],
  [['add', '--from', 'a', 'b', 'c'], 'one NAME is enough: c is too much'],
  [
    ['collect', 'a/b'],
    'the name "a/b" is not allowed: it must be letters, digits, _ . - and at most 64 of them, a letter or digit first',
  ],
  [
    ['add', '--from', 'a', 'b', '--tries', '0'],
    '--tries "0" is not allowed: it must be a whole number from 1 to 10',
  ],
  [
    ['add', '--from', 'a', 'b', '--urls-per-job', '1001'],
    '--urls-per-job "1001" is not allowed: it must be a whole number from 1 to 1000',
  ],
  [['work', 'a'], 'work takes no name: a worker works on all lists of its model'],
  [['work', '--jobs', '65'], '--jobs "65" is not allowed: it must be a whole number from 1 to 64'],
  [['work', '--port', 'x'], '--port "x" is not allowed: it must be a whole number from 0 to 65535'],
] as const)
  test(`${words.join(' ')}: one line, and code 2`, async (t) => {
    t.deepEqual(await bulk(env, words), { code: 2, stdout: '', stderr: `error: ${message}\n` });
  });

for (const words of [['add', 'a', '--from', '-'], ['work'], ['status'], ['collect', 'a']])
  test(`${words.join(' ')} without REDIS_URL: one line, and code 2`, async (t) => {
    const stderr = 'error: bulk needs a Redis that all machines share: set REDIS_URL\n';
    t.deepEqual(await bulk({}, words), { code: 2, stdout: '', stderr });
  });

test('a bad setting is refused as everywhere', async (t) => {
  const { code, stderr } = await bulk({ ...env, BULK_HOST_RATE: '-1' }, ['status']);
  t.is(code, 2);
  t.regex(stderr, /^error: BULK_HOST_RATE="-1" is not allowed: it must be a number of requests/);
});
