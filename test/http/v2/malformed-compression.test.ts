import { deflateSync, gzipSync } from 'node:zlib';
import { testWithService } from '../../helpers/shared-service.js';
import { HEADER_LENGTH, IMAGE_MODEL, infer } from './ask.js';
import { IMAGE, refused } from './malformed.js';

const test = testWithService();

const TEXT = JSON.stringify({ inputs: [IMAGE] });
const BAD_COMPRESSION: Record<string, [encoding: string, body: Buffer]> = {
  'no gzip': ['gzip', Buffer.from(TEXT)],
  'no deflate': ['deflate', Buffer.from(TEXT)],
  'gzip for deflate': ['deflate', gzipSync(TEXT)],
  'deflate for gzip': ['gzip', deflateSync(TEXT)],
  'gzip cut short': ['gzip', gzipSync(TEXT).subarray(0, -9)],
  'nothing at all': ['gzip', Buffer.alloc(0)],
};
for (const [what, [encoding, body]] of Object.entries(BAD_COMPRESSION))
  test(`compressed: ${what} → 400`, async (t) => {
    const headers = { 'Content-Encoding': encoding };
    const response = await infer(t.context, IMAGE_MODEL, body, headers);
    await refused(t, response, 400, new RegExp(`^the body is not valid ${encoding}$`));
  });

test('another Content-Encoding → 415', async (t) => {
  for (const encoding of ['br', 'gzip, gzip', 'x-gzip', 'zstd']) {
    const response = await infer(t.context, IMAGE_MODEL, TEXT, { 'Content-Encoding': encoding });
    await refused(t, response, 415, /^the Content-Encoding must be gzip or deflate$/);
  }
});

test('what inflates beyond the bound → 413, whatever it is compressed to', async (t) => {
  const bomb = gzipSync(Buffer.alloc(9 << 20, ' '));
  t.true(bomb.length < 20_000);
  const response = await infer(t.context, IMAGE_MODEL, bomb, { 'Content-Encoding': 'gzip' });
  await refused(
    t,
    response,
    413,
    /^the JSON is larger than 8388608 bytes: send the tensors as binary data$/,
  );
  const raw = gzipSync(Buffer.alloc(65 << 20));
  const headers = { 'Content-Encoding': 'gzip', [HEADER_LENGTH]: '0' };
  await refused(t, await infer(t.context, IMAGE_MODEL, raw, headers), 413, / than 67108864 bytes$/);
});
