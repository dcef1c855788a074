import { SECURITY_HEADERS } from '../../src/http/responses/security-headers.js';
import { bodyOf, exchange, postHead } from '../helpers/raw-http.js';
import { testWithService } from '../helpers/shared-service.js';

const test = testWithService();

const GOOD = '{"image_url":"http://example.com/a.jpg"}';

for (const header of ['Host: other', 'Content-Type: text/plain', 'Content-Encoding: gzip'])
  test(`a second ${header.split(':')[0] ?? ''} → 400 invalid_request`, async (t) => {
    const headers = `Content-Type: application/json\r\nContent-Encoding: identity\r\n${header}\r\n`;
    const text = `${postHead(`${headers}Connection: close\r\nContent-Length: ${GOOD.length}\r\n`)}${GOOD}`;
    const response = await exchange(t.context.service.port, text);
    t.true(response.startsWith('HTTP/1.1 400 '), response);
    t.like(bodyOf(response), { error: { code: 'invalid_request' } });
  });

test('no Host → 400 invalid_request', async (t) => {
  const text = 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n';
  const response = await exchange(t.context.service.port, text);
  t.true(response.startsWith('HTTP/1.1 400 '));
  t.like(bodyOf(response), { error: { code: 'invalid_request' } });
});

test('HTTP/1.0 without Host is answered', async (t) => {
  const response = await exchange(t.context.service.port, 'GET /livez HTTP/1.0\r\n\r\n');
  t.true(response.startsWith('HTTP/1.1 200 '));
});

const MALFORMED = [400, 'invalid_request'] as const;
const NOT_HTTP: [name: string, text: string, status: number, code: string][] = [
  ['text that is not HTTP', 'hello\r\n\r\n', ...MALFORMED],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', ...MALFORMED],
  ['a bad header', 'GET / HTTP/1.1\r\nHost: localhost\r\nna me: b\r\n\r\n', ...MALFORMED],
  ['two lengths', postHead('Content-Length: 1\r\nContent-Length: 2\r\n'), ...MALFORMED],
  [
    'a length and chunks',
    postHead('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'),
    ...MALFORMED,
  ],
  [
    'huge headers',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
];

for (const [name, text, status, code] of NOT_HTTP)
  test(`${name} → ${status} ${code}, and the connection is closed`, async (t) => {
    const response = await exchange(t.context.service.port, text);
    t.true(response.startsWith(`HTTP/1.1 ${status} `), response);
    for (const header of SECURITY_HEADERS)
      t.true(response.includes(`\r\n${header.join(': ')}\r\n`), response);
    const { error } = bodyOf(response) as { error: { code: string; message: string } };
    t.is(error.code, code);
    t.regex(error.message, /^the (request|headers of the request) /);
  });
