import test from 'ava';
import { createHash } from 'node:crypto';
import { readSettings } from '../../src/settings/index.js';
import { SettingError } from '../../src/settings/setting-error.js';

const KEY = 'hush-hush-0123456789';
const OTHER = 'another-0123456789ab';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('names and keys are read, and only digests of the keys kept', (t) => {
  const { keys } = readSettings({ API_KEYS: `ci:${KEY}, web_1.x-y:${OTHER}` }).access;
  t.deepEqual(
    keys.map(({ name, digest }) => [name, digest.toString('hex')]),
    [
      ['ci', sha256(KEY)],
      ['web_1.x-y', sha256(OTHER)],
    ],
  );
});

test('a key may have colons and 16 to 256 characters', (t) => {
  for (const key of ['a:b:c:d:e:f:g:h:', 'x'.repeat(16), 'x'.repeat(256)]) {
    const { keys } = readSettings({ API_KEYS: `ci:${key}` }).access;
    t.is(keys[0]?.digest.toString('hex'), sha256(key));
  }
});

const BAD: [what: string, value: string, because: string][] = [
  ['a short key', `ci:${KEY.slice(0, 15)}`, 'the key of entry 1 is shorter than 16 characters'],
  ['a short key behind another', `a:${KEY},b:tiny-key`, 'the key of entry 2 is shorter than 16'],
  ['a key without a name', KEY, 'entry 1 has no name'],
  ['a key with an empty name', `:${KEY}`, 'entry 1 has no name'],
  ['a key in the place of the name', `${'k'.repeat(43)}:${KEY}`, 'entry 1 has no name'],
  ['a long key', `ci:${'x'.repeat(257)}`, 'the key of entry 1 is longer than 256 characters'],
  ['a key with a blank', `ci:hush hush 0123456`, 'longer than 256 characters, or not printable'],
  [
    'a key that is not ASCII',
    `ci:${'ü'.repeat(16)}`,
    'longer than 256 characters, or not printable',
  ],
  [
    'a name twice',
    `ci:${KEY},web:${OTHER},ci:third-0123456789`,
    'entries 1 and 3 have the same name',
  ],
  ['a key twice', `ci:${KEY},web:${KEY}`, 'entries 1 and 2 have the same key'],
  ['an empty entry', `ci:${KEY},`, 'entry 2 has no name'],
];
for (const [what, value, because] of BAD)
  test(`${what} is refused in one line that shows nothing of it`, (t) => {
    const { message } = t.throws(() => readSettings({ API_KEYS: value }), {
      instanceOf: SettingError,
    });
    t.true(message.startsWith('API_KEYS is not allowed: it must be name:key,name:key, but '));
    t.true(message.includes(because), message);
    t.false(message.includes('\n'));
    for (const part of value.split(/[,:]/).filter((text) => text.length > 4))
      t.false(message.includes(part), message);
  });
