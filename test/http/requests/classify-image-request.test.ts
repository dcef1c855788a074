import test from 'ava';
import { z } from 'zod';
import {
  CLASSIFY_IMAGE_SCHEMA,
  parseClassifyImageRequest,
} from '../../../src/http/requests/classify-image-request.js';

const URL_MESSAGE = 'image_url is required and must be a string';
const TOP_K_MESSAGE = 'top_k must be an integer from 1 to 1000';

const INVALID: [body: object, message: string][] = [
  [{}, URL_MESSAGE],
  [{ image_url: 1, top_k: 0 }, URL_MESSAGE],
  [{ image_url: 'http://a/', top_k: 0 }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: 1001 }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: 1.5 }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: '5' }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: null }, TOP_K_MESSAGE],
];
for (const [body, message] of INVALID)
  test(`${JSON.stringify(body)} → ${message}`, (t) => {
    t.throws(() => parseClassifyImageRequest(body), { code: 'invalid_request', message });
  });

test('top_k may be from 1 to 1000, or left out; unknown keys are ignored', (t) => {
  for (const top_k of [undefined, 1, 1000]) {
    const { url, topK } = parseClassifyImageRequest({ image_url: 'http://a/b', top_k, other: 1 });
    t.is(url.href, 'http://a/b');
    t.is(topK, top_k);
  }
});

test('the schema can be written as JSON Schema', (t) => {
  t.like(z.toJSONSchema(CLASSIFY_IMAGE_SCHEMA, { io: 'input' }), {
    properties: {
      image_url: { type: 'string' },
      top_k: { type: 'integer', minimum: 1, maximum: 1000 },
    },
    required: ['image_url'],
  });
});
