import test from 'ava';
import { authenticate, requireScope } from '../../src/access/authenticate.js';
import { KeyRing } from '../../src/access/key-ring.js';
import { parseKeysFile } from '../../src/access/parse-keys-file.js';
import { ServiceError } from '../../src/errors.js';
import { keyLine } from './keys-file-text.js';

const KEY = 'hush-hush-0123456789';

function ring(options: string): KeyRing {
  const keys = new KeyRing([]);
  keys.replaceFileKeys(parseKeysFile(keyLine('ci', KEY, options)));
  return keys;
}

test('a key is valid to the end of its last day in UTC', (t) => {
  const keys = ring('expires=2027-01-31');
  t.is(authenticate(keys, KEY, Date.parse('2027-01-31T23:59:59.999Z')).name, 'ci');
  const expired = () => authenticate(keys, KEY, Date.parse('2027-02-01T00:00:00Z'));
  t.like(t.throws(expired, { instanceOf: ServiceError }), {
    code: 'unauthorized',
    message: 'the API key has expired',
  });
});

test('whoever guesses does not learn whether a key has expired', (t) => {
  const keys = ring('expires=2026-01-31');
  const guess = () => authenticate(keys, `${KEY}x`, Date.now());
  t.like(t.throws(guess, { instanceOf: ServiceError }), {
    code: 'unauthorized',
    message: 'the API key is not known',
  });
});

test('the scope that is missing is named', (t) => {
  const key = authenticate(ring('scopes=report'), KEY, 0);
  t.notThrows(() => {
    requireScope(key, 'report');
  });
  const refused = () => {
    requireScope(key, 'classify');
  };
  t.like(t.throws(refused, { instanceOf: ServiceError }), {
    code: 'forbidden',
    message: 'the API key ci lacks the scope classify',
  });
});
