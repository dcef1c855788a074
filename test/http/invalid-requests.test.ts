import { exchange, postHead } from '../helpers/raw-http.js';
import { testWithService } from '../helpers/shared-service.js';

const test = testWithService();

const JSON_TYPE = { 'Content-Type': 'application/json' };
const GOOD = '{"image_url":"http://example.com/a.jpg"}';

interface Case {
  name: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
  status: number;
  code: string;
  /** A part of it. */
  message?: string;
}

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const invalidJson = { status: 400, code: 'invalid_json' };
const invalidRequest = { status: 400, code: 'invalid_request' };
const invalidUrl = { status: 400, code: 'invalid_url' };
const unsupported = { status: 415, code: 'unsupported_media_type' };

const CASES: Case[] = [
  { name: 'an empty body', body: '', ...invalidJson },
  { name: 'malformed JSON', body: '{"image_url":', ...invalidJson },
  { name: 'JSON followed by something', body: `${GOOD}x`, ...invalidJson },
  {
    name: 'invalid UTF-8',
    body: Buffer.from('{"image_url":"http://a/\xff"}', 'latin1'),
    ...invalidJson,
  },
  { name: 'malformed deep nesting', body: '['.repeat(60_000), ...invalidJson },
  {
    name: 'deep nesting',
    body: `{"image_url":"http://a/","x":${deep(30_000)}}`,
    ...invalidRequest,
  },
  {
    name: 'nesting of 17 levels',
    body: `{"image_url":"http://a/","x":${deep(16)}}`,
    ...invalidRequest,
    message: 'the JSON is nested deeper than 16',
  },
  {
    name: 'nesting of 16 levels, in an unknown field',
    body: `{"image_url":"http://a/","x":${deep(15)}}`,
    ...invalidRequest,
    message: 'unknown key "x"',
  },
  { name: 'an array', body: '[]', ...invalidRequest },
  { name: 'a string', body: '"http://example.com/"', ...invalidRequest },
  { name: 'null', body: 'null', ...invalidRequest },
  { name: 'no image_url', body: '{}', ...invalidRequest },
  { name: 'image_url null', body: '{"image_url":null}', ...invalidRequest },
  { name: 'image_url a number', body: '{"image_url":1}', ...invalidRequest },
  { name: 'image_url a list', body: '{"image_url":["http://a/"]}', ...invalidRequest },
  {
    name: 'image_url only in __proto__',
    body: '{"__proto__":{"image_url":"http://a/"}}',
    ...invalidRequest,
  },
  { name: 'a __proto__ key', body: `{"__proto__":{},${GOOD.slice(1)}`, ...invalidRequest },
  {
    name: 'an escaped __proto__ key, deeper',
    body: `{"a":{"\\u005f_proto__":1},${GOOD.slice(1)}`,
    ...invalidRequest,
  },
  {
    name: 'the same key twice',
    body: `{"image_url":"http://b/",${GOOD.slice(1)}`,
    ...invalidRequest,
  },
  {
    name: 'the same key twice, once escaped',
    body: `{"image\\u005furl":"http://b/",${GOOD.slice(1)}`,
    ...invalidRequest,
  },
  ...['0', '1001', '1.5', '"5"', 'null', 'true', '-1', '1e400'].map((topK) => ({
    name: `top_k ${topK}`,
    body: `{"image_url":"http://a/","top_k":${topK}}`,
    ...invalidRequest,
  })),
  { name: 'a relative URL', body: '{"image_url":"/a.jpg"}', ...invalidUrl },
  { name: 'an empty URL', body: '{"image_url":""}', ...invalidUrl },
  { name: 'a file URL', body: '{"image_url":"file:///etc/passwd"}', ...invalidUrl },
  { name: 'a data URL', body: '{"image_url":"data:image/png;base64,AA"}', ...invalidUrl },
  {
    name: 'a URL with credentials',
    body: '{"image_url":"http://a:b@example.com/"}',
    ...invalidUrl,
  },
  {
    name: 'a URL that is too long',
    body: `{"image_url":"http://a/${'x'.repeat(9000)}"}`,
    ...invalidUrl,
  },
  {
    name: 'a form',
    body: 'image_url=http://a/',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    ...unsupported,
  },
  { name: 'text', body: GOOD, headers: { 'Content-Type': 'text/plain' }, ...unsupported },
  {
    name: 'a type that only begins with JSON',
    body: GOOD,
    headers: { 'Content-Type': 'application/jsonp' },
    ...unsupported,
  },
  ...['latin1', 'utf-80', 'xutf-8', 'utf-16', 'utf', '""'].map((charset) => ({
    name: `charset ${charset}`,
    body: GOOD,
    headers: { 'Content-Type': `application/json; charset=${charset}` },
    ...unsupported,
  })),
  {
    name: 'a compressed body',
    body: GOOD,
    headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
    ...unsupported,
  },
  {
    name: 'a body of 65,537 bytes',
    body: GOOD.padEnd(65_537),
    status: 413,
    code: 'body_too_large',
  },
];

for (const { name, body, headers, status, code, message } of CASES)
  test(`${name} → ${status} ${code}`, async (t) => {
    const response = await fetch(`${t.context.url}/classify-image`, {
      method: 'POST',
      headers: headers ?? JSON_TYPE,
      body,
    });
    t.is(response.status, status);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    t.is(error.code, code);
    t.true(error.message.length > 5);
    if (message !== undefined) t.true(error.message.includes(message), error.message);
  });

test('no Content-Type → 415 unsupported_media_type', async (t) => {
  const text = postHead(`Content-Length: ${GOOD.length}\r\nConnection: close\r\n`) + GOOD;
  const response = await exchange(t.context.service.port, text);
  t.true(response.startsWith('HTTP/1.1 415 '));
  t.regex(response, /"unsupported_media_type","message":"[^"]* application\/octet-stream"/);
});

for (const type of [
  'application/json; charset=UTF-8',
  'Application/JSON;charset="utf-8"',
  'application/json ; charset=utf8',
])
  test(`${type} is accepted`, async (t) => {
    const response = await fetch(`${t.context.url}/classify-image`, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: GOOD,
    });
    t.is(response.status, 200);
  });

test('quotation marks and brackets inside of strings do not confuse', async (t) => {
  const response = await fetch(`${t.context.url}/classify-image`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: `{"image_url":"http://a/?\\"[{\\\\&\\"image_url\\":${'['.repeat(99)}"}`,
  });
  t.is(response.status, 200);
});

test('a body of 65,536 bytes is read', async (t) => {
  const response = await fetch(`${t.context.url}/classify-image`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: GOOD.padEnd(65_536),
  });
  t.is(response.status, 200);
});

test('the longest URL fits in a body, each character escaped', async (t) => {
  const url = `http://a/${'x'.repeat(8192 - 9)}`;
  const escaped = Array.from(url, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const response = await fetch(`${t.context.url}/classify-image`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: `{"image_url":"${escaped.join('')}"}`,
  });
  t.is(response.status, 200);
});
