import { DEFAULT_MODEL } from '../../helpers/service.js';
import { testWithService } from '../../helpers/shared-service.js';
import { HEADER_LENGTH, IMAGE_MODEL, infer, VALUES } from './ask.js';
import { refused } from './malformed.js';

const test = testWithService();

for (const [length, message] of [
  ['-1', /^Inference-Header-Content-Length must be a whole number of bytes$/],
  ['1.5', /must be a whole number/],
  ['0x1', /must be a whole number/],
  ['1e3', /must be a whole number/],
  ['9'.repeat(400), /must be a whole number/],
  ['1, 1', /must be a whole number/],
  ['3', /^Inference-Header-Content-Length says that 3 bytes are JSON, but the body has 2$/],
  ['1', /^the body is not valid JSON$/],
] as const)
  test(`${HEADER_LENGTH}: ${length.slice(0, 9)} → 400`, async (t) => {
    const response = await infer(t.context, IMAGE_MODEL, '{}', { [HEADER_LENGTH]: length });
    await refused(t, response, 400, message);
  });

test('a raw body of another length than that of tensors → 400', async (t) => {
  for (const length of [0, 1, VALUES - 1, VALUES + 1, 33 * VALUES]) {
    const response = await infer(t.context, DEFAULT_MODEL, Buffer.alloc(length), {
      [HEADER_LENGTH]: '0',
    });
    await refused(
      t,
      response,
      400,
      /^a raw body for squeezenet1_1 has 1 to 32 times 154587 bytes: UINT8 of shape \[227, 227, 3\]$/,
    );
  }
});

test('an empty raw body → 400', async (t) => {
  const response = await infer(t.context, IMAGE_MODEL, '', { [HEADER_LENGTH]: '0' });
  await refused(t, response, 400, /^element 0 of the input is empty$/);
});

test('a body beyond the bound → 413', async (t) => {
  const body = Buffer.alloc((8 << 20) + 1, ' ');
  const message = /^the JSON is larger than 8388608 bytes: send the tensors as binary data$/;
  await refused(t, await infer(t.context, IMAGE_MODEL, body), 413, message);
  const headers = { [HEADER_LENGTH]: String(body.length) };
  const response = await infer(t.context, IMAGE_MODEL, body, headers);
  await refused(t, response, 413, message);
});

test('an image of too many bytes → 422, in its element too', async (t) => {
  const image = Buffer.alloc(20_971_521);
  const raw = await infer(t.context, IMAGE_MODEL, image, { [HEADER_LENGTH]: '0' });
  await refused(t, raw, 422, /larger than 20971520 bytes/);
});
