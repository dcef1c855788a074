import test from 'ava';
import { createHash } from 'node:crypto';
import {
  packProgress,
  packUrls,
  sha256,
  unpackProgress,
  unpackUrls,
} from '../../src/bulk/codec.js';

test('URLs and progress are read back as they were packed', (t) => {
  const urls = ['http://example.com/ä', 'http://example.com/b'];
  t.deepEqual(unpackUrls(packUrls(urls)), urls);
  const progress = { tries: 2, lines: ['{"a":1}\n', null] };
  t.deepEqual(unpackProgress(packProgress(progress), 2), progress);
});

test('without progress nothing was tried, and every URL is open', (t) => {
  t.deepEqual(unpackProgress(null, 3), { tries: 0, lines: [null, null, null] });
});

test('a digest is SHA-256 in hexadecimal digits', (t) => {
  t.is(sha256('text'), createHash('sha256').update('text').digest('hex'));
});
