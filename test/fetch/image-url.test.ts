import test from 'ava';
import { parseImageUrl } from '../../src/fetch/image-url.js';

const INVALID: Readonly<Record<string, readonly string[]>> = {
  'no absolute URL': [
    '',
    ' ',
    'cat.jpg',
    '/cat.jpg',
    '//example.com/cat.jpg',
    'http://',
    'http:///',
  ],
  'another scheme': [
    ...['ftp://example.com/a', 'file:///etc/passwd', 'data:image/png;base64,AA==', 'gopher://a/'],
    ...['javascript:alert(1)', 'unix:/run/docker.sock', 'blob:http://example.com/1', 'ws://a.com/'],
  ],
  credentials: [
    'http://user@example.com/',
    'http://user:pw@example.com/',
    'http://:pw@example.com',
  ],
  'a zone id': ['http://[fe80::1%25eth0]/', 'http://[fe80::1%eth0]/', 'http://[::1%1]/'],
  'a bad host': [
    ...['http://256.1.1.1/', 'http://1.2.3.4.5/', 'http://[::1/', 'http://[1.2.3.4]/'],
    ...['http://a b/', 'http://a<b/', 'http://example.com:99999/', 'http://exa%00mple.com/'],
  ],
  'an empty label': [
    'http://./',
    'http://../',
    'http://a..b/',
    'http://example.com../',
    'http://.a/',
  ],
  'too long': [`http://example.com/${'a'.repeat(8192)}`, `http://example.com/${'é'.repeat(3000)}`],
};

for (const [name, urls] of Object.entries(INVALID))
  test(`refuses ${name}`, (t) => {
    for (const url of urls) {
      const error = t.throws(() => parseImageUrl(url), { name: 'ServiceError' }, url);
      t.like(error, { code: 'invalid_url', status: 400 }, url);
      t.true(error.message.length < 100);
    }
  });

const NORMALISED: Readonly<Record<string, string>> = {
  'HTTP://EXAMPLE.com': 'http://example.com/',
  ' https://example.com/a b#part ': 'https://example.com/a%20b',
  'https://example.com:443/?q=1': 'https://example.com/?q=1',
  'http://example.com./cat.jpg': 'http://example.com/cat.jpg',
  'http://bücher.example/': 'http://xn--bcher-kva.example/',
  'http://2130706433/': 'http://127.0.0.1/',
  'http://0177.0.0.1/': 'http://127.0.0.1/',
  'http://0x7f.1/': 'http://127.0.0.1/',
  'http://127.1./': 'http://127.0.0.1/',
  'http://０x７f．１/': 'http://127.0.0.1/',
  'http://[::FFFF:127.0.0.1]/': 'http://[::ffff:7f00:1]/',
  'http:\\\\127.0.0.1\\a': 'http://127.0.0.1/a',
  'http://evil.example\\@127.0.0.1/': 'http://evil.example/@127.0.0.1/',
};

for (const [text, normalised] of Object.entries(NORMALISED))
  test(`reads ${JSON.stringify(text)} as ${normalised}`, (t) => {
    t.is(parseImageUrl(text).href, normalised);
  });

test('reads a relative URL against a base, as redirects need it', (t) => {
  const base = new URL('https://example.com/a/b');
  t.is(parseImageUrl('../c', base).href, 'https://example.com/c');
  t.is(parseImageUrl('//other.example/', base).href, 'https://other.example/');
  t.throws(() => parseImageUrl('file:///etc/passwd', base), { name: 'ServiceError' });
});

test('a URL has at most 8192 characters, as it is given and as it is read', (t) => {
  const longest = `http://example.com/${'a'.repeat(8192 - 'http://example.com/'.length)}`;
  t.is(parseImageUrl(longest).href, longest);
  t.throws(() => parseImageUrl(`${longest}a`), { code: 'invalid_url' });
  // The parser drops spaces around it, and writes one within as three characters.
  t.throws(() => parseImageUrl(`${longest} `), { code: 'invalid_url' });
  t.throws(() => parseImageUrl(longest.replace('aa', 'a ')), { code: 'invalid_url' });
});
