import test from 'ava';
import { parseBulk } from '../../src/bulk/options.js';
import { UsageError } from '../../src/cli/usage-error.js';

const ADD = ['add', 'a', '--from', 'l'];

test('what is not given has a default', (t) => {
  t.deepEqual(parseBulk(ADD), {
    verb: 'add',
    name: 'a',
    from: 'l',
    model: undefined,
    options: { topK: undefined, minConfidence: 0, tries: 4 },
    urlsPerJob: 200,
  });
  t.deepEqual(parseBulk(['work']), {
    verb: 'work',
    model: undefined,
    jobs: 8,
    port: undefined,
  });
  t.deepEqual(parseBulk(['status']), { verb: 'status', name: undefined, json: false });
  t.deepEqual(parseBulk(['collect', 'a']), { verb: 'collect', name: 'a', out: undefined });
  t.deepEqual(parseBulk(['remove', 'a']), { verb: 'remove', name: 'a' });
});

test('what is given is taken', (t) => {
  const options = ['-k', '3', '--min-confidence', '.5', '--tries', '2', '--urls-per-job', '7'];
  t.deepEqual(parseBulk([...ADD, ...options, '--model', 'm']), {
    verb: 'add',
    name: 'a',
    from: 'l',
    model: 'm',
    options: { topK: 3, minConfidence: 0.5, tries: 2 },
    urlsPerJob: 7,
  });
  t.deepEqual(parseBulk(['work', '--model', 'm', '--jobs', '3', '--port', '0']), {
    verb: 'work',
    model: 'm',
    jobs: 3,
    port: 0,
  });
  t.deepEqual(parseBulk(['status', 'a', '--json']), { verb: 'status', name: 'a', json: true });
  t.like(parseBulk(['collect', 'a', '-o', 'f']), { out: 'f' });
});

test('help is help, of bulk and of each command', (t) => {
  for (const words of [[], ['--help'], ['-h']]) t.deepEqual(parseBulk(words), { verb: 'help' });
  for (const verb of ['add', 'work', 'status', 'collect', 'remove'])
    for (const word of ['--help', '-h']) t.deepEqual(parseBulk([verb, word]), { verb: 'help' });
});

const NUMBERS: [option: string, words: string[], min: number, max: number][] = [
  ['--tries', ADD, 1, 10],
  ['--urls-per-job', ADD, 1, 1000],
  ['--top-k', ADD, 1, 1000],
  ['--jobs', ['work'], 1, 64],
  ['--port', ['work'], 0, 65_535],
];
for (const [option, words, min, max] of NUMBERS)
  test(`${option} is from ${min} to ${max}`, (t) => {
    for (const value of [min, max])
      t.notThrows(() => parseBulk([...words, `${option}=${value}`]), String(value));
    for (const value of [min - 1, max + 1, 1.5, ''])
      t.throws(() => parseBulk([...words, `${option}=${value}`]), {
        instanceOf: UsageError,
        message: `${option} "${value}" is not allowed: it must be a whole number from ${min} to ${max}`,
      });
  });

test('a name has up to 64 letters, digits, _ . and -', (t) => {
  for (const name of ['a', '0', 'a_b.c-d', 'a'.repeat(64)])
    t.deepEqual(parseBulk(['remove', name]), { verb: 'remove', name });
  for (const name of ['', '.a', '_a', 'a b', 'ä', 'a'.repeat(65)])
    t.throws(() => parseBulk(['remove', name]), { instanceOf: UsageError });
  for (const words of [['remove'], ['collect'], ['remove', 'a', 'b'], ['status', 'a', 'b']])
    t.throws(() => parseBulk(words), { instanceOf: UsageError, message: /NAME/ });
  t.throws(() => parseBulk(['work', 'a']), { message: /work takes no name/ });
});
