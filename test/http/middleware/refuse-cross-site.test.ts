import test, { type ExecutionContext } from 'ava';
import { bodyOf, exchange } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';

const KEY = 'hush-hush-0123456789';

interface Asked {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
  readonly path?: string;
  readonly headers: readonly string[];
  readonly type?: string;
  readonly environment?: Record<string, string>;
}

/** The status of the answer to a request with exactly these headers. fetch would not send some of them. */
async function statusOf(t: ExecutionContext, asked: Asked): Promise<number> {
  const { method = 'POST', path = '/classify-image', headers, environment = {} } = asked;
  const { type = 'application/json' } = asked;
  const { service, fetcher } = await startFakeService({ HOST: '', ...environment });
  t.teardown(() => service.stop());
  const body = method === 'POST' ? '{"image_url":"http://example.com/dog.jpg"}' : '';
  const own = ['Connection: close', `Content-Type: ${type}`, `Content-Length: ${body.length}`];
  const head = [`${method} ${path} HTTP/1.1`, ...headers, ...own].join('\r\n');
  const answer = await exchange(service.port, `${head}\r\n\r\n${body}`);
  const status = Number(answer.split(' ')[1]);
  if (status === 403) {
    t.deepEqual(fetcher.urls, []);
    if (method !== 'HEAD') t.like(bodyOf(answer), { error: { code: 'forbidden' } });
  }
  return status;
}

const HOST = 'Host: classifier.example:8000';

const ALLOWED: readonly string[][] = [
  [HOST],
  [HOST, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors'],
  [HOST, 'Sec-Fetch-Site: none'],
  [HOST, 'Origin: http://classifier.example:8000'],
  [HOST, 'Origin: https://classifier.example:8000'],
  ['Host: CLASSIFIER.example', 'Origin: https://classifier.example'],
  ['Host: classifier.example:443', 'Origin: https://classifier.example'],
  ['Host: classifier.example:80', 'Origin: http://classifier.example'],
  ['Host: [2001:db8::1]:8000', 'Origin: http://[2001:db8::1]:8000'],
  // The proxy in front has another name inside; the browser knows better.
  ['Host: localhost:8000', 'Origin: https://app.example', 'Sec-Fetch-Site: same-origin'],
];
for (const headers of ALLOWED)
  test(`answered: ${headers.join(', ')}`, async (t) => {
    t.is(await statusOf(t, { headers }), 200);
    t.is(await statusOf(t, { headers, method: 'GET', path: '/report' }), 200);
  });

const REFUSED: readonly string[][] = [
  [HOST, 'Sec-Fetch-Site: cross-site'],
  [HOST, 'Sec-Fetch-Site: same-site'],
  [HOST, 'Sec-Fetch-Site: '],
  [HOST, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'],
  [HOST, 'Sec-Fetch-Site: cross-site', 'Origin: http://classifier.example:8000'],
  [HOST, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'],
  [HOST, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: document'],
  [HOST, 'Origin: http://evil.example'],
  [HOST, 'Origin: http://classifier.example'],
  [HOST, 'Origin: http://classifier.example:8000.evil.example'],
  [HOST, 'Origin: null'],
  [HOST, 'Origin: '],
  [HOST, 'Origin: file://'],
  [HOST, 'Origin: chrome-extension://abcdefghijklmnop'],
  ['Host: ', 'Origin: http://evil.example'],
];
for (const headers of REFUSED)
  test(`forbidden: ${headers.join(', ')}`, async (t) => {
    t.is(await statusOf(t, { headers }), 403);
    t.is(await statusOf(t, { headers, method: 'GET', path: '/report' }), 403);
    t.is(await statusOf(t, { headers, method: 'HEAD', path: '/report' }), 403);
  });

const CROSS_SITE = [HOST, 'Sec-Fetch-Site: cross-site'];
const LINK = [...CROSS_SITE, 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];

test('a link on another site leads to the report, but a form reaches nothing', async (t) => {
  t.is(await statusOf(t, { headers: LINK, method: 'GET', path: '/report' }), 200);
  t.is(await statusOf(t, { headers: LINK }), 403);
});

test('a form of another site sends no image, whatever its encoding', async (t) => {
  // The types that a browser sends without a preflight.
  for (const type of ['multipart/form-data; boundary=B', 'text/plain'])
    for (const from of ['Sec-Fetch-Site: cross-site', 'Origin: http://evil.example'])
      t.is(await statusOf(t, { headers: [HOST, from], type }), 403);
});

test('the health checks answer every page', async (t) => {
  for (const path of ['/livez', '/readyz'])
    t.is(await statusOf(t, { headers: CROSS_SITE, method: 'GET', path }), 200);
});

test('no answer to a preflight allows another origin anything', async (t) => {
  const headers = [
    ...CROSS_SITE,
    'Origin: http://evil.example',
    'Access-Control-Request-Method: POST',
  ];
  t.is(await statusOf(t, { headers, method: 'OPTIONS' }), 204);
});

test('where a key is asked for, the key decides', async (t) => {
  const environment = { API_KEYS: `ci:${KEY}` };
  t.is(await statusOf(t, { headers: CROSS_SITE, environment }), 401);
  const headers = [...CROSS_SITE, `X-API-Key: ${KEY}`];
  t.is(await statusOf(t, { headers, environment }), 200);
});
