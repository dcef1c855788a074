import test from 'ava';
import { KeyRing } from '../../src/access/key-ring.js';
import { parseKeysFile } from '../../src/access/parse-keys-file.js';
import { digestKey, parseApiKeys } from '../../src/settings/api-keys.js';
import { keyLine } from './keys-file-text.js';

const [FIXED, FIRST, SECOND] = ['fixed-0123456789', 'first-0123456789', 'second-0123456789'];

function ring(): KeyRing {
  const keys = new KeyRing(parseApiKeys(`fixed:${FIXED}`));
  keys.replaceFileKeys(parseKeysFile(`${keyLine('first', FIRST)}\n${keyLine('second', SECOND)}`));
  return keys;
}

const nameOf = (keys: KeyRing, key: string) => keys.find(digestKey(key))?.name;

test('several keys are valid at once', (t) => {
  const keys = ring();
  t.is(nameOf(keys, FIXED), 'fixed');
  t.is(nameOf(keys, FIRST), 'first');
  t.is(nameOf(keys, SECOND), 'second');
  t.is(nameOf(keys, 'unknown-0123456789'), undefined);
});

test('a key of API_KEYS has all scopes and never expires', (t) => {
  const key = ring().find(digestKey(FIXED));
  t.deepEqual(key?.scopes, new Set(['classify', 'report', 'metrics'] as const));
  t.is(key?.expiresAt, Infinity);
});

test("the file's keys are replaced, those of API_KEYS stay", (t) => {
  const keys = ring();
  keys.replaceFileKeys(parseKeysFile(keyLine('second', SECOND)));
  t.is(nameOf(keys, FIRST), undefined);
  t.is(nameOf(keys, SECOND), 'second');
  t.is(nameOf(keys, FIXED), 'fixed');
  keys.replaceFileKeys([]);
  t.is(nameOf(keys, SECOND), undefined);
  t.is(nameOf(keys, FIXED), 'fixed');
});

test('a name or a key of API_KEYS must not be in the file, and then nothing changes', (t) => {
  const keys = ring();
  const replace = (line: string) =>
    t.throws(() => {
      keys.replaceFileKeys(parseKeysFile(line));
    }).message;
  t.is(replace(keyLine('fixed', SECOND)), 'the name fixed is in API_KEYS too');
  t.is(replace(keyLine('other', FIXED)), 'the key of fixed in API_KEYS is in the file too');
  t.is(nameOf(keys, FIRST), 'first');
});

test('every entry is compared, wherever the right one is', (t) => {
  const compared: string[] = [];
  const spied = parseKeysFile(
    ['a', 'b', 'c'].map((name) => keyLine(name, `${name}-0123456789abcdef`)).join('\n'),
  ).map((key) => ({
    ...key,
    get digest() {
      compared.push(key.name);
      return key.digest;
    },
  }));
  const keys = new KeyRing([]);
  keys.replaceFileKeys(spied);
  for (const presented of ['a-0123456789abcdef', 'c-0123456789abcdef', 'unknown-0123456789']) {
    compared.length = 0;
    keys.find(digestKey(presented));
    t.deepEqual(compared, ['a', 'b', 'c']);
  }
});
