import test, { type ExecutionContext } from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyLine } from '../../access/keys-file-text.js';
import { bodyOf, exchange } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';

const KEY = 'hush-hush-0123456789';
const FILE = [
  keyLine('everything', KEY),
  keyLine('classifier', 'classify-0123456789', 'scopes=classify'),
  keyLine('reporter', 'report-0123456789', 'scopes=report'),
  keyLine('scraper', 'metrics-0123456789', 'scopes=metrics'),
  keyLine('old', 'old-old-0123456789', 'expires=2026-01-31'),
  keyLine('valid', 'valid-0123456789', 'expires=2999-12-31'),
].join('\n');

type Running = Awaited<ReturnType<typeof startFakeService>>;

async function start(
  t: ExecutionContext,
  environment?: Record<string, string>,
  more: Record<string, string> = {},
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'require-key-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'keys'), FILE);
  const keys = environment ?? { API_KEYS_FILE: join(folder, 'keys') };
  const running = await startFakeService({ ...keys, ...more });
  t.teardown(() => running.service.stop());
  return running;
}

const ROUTES = {
  classify: (url: string, headers: Record<string, string>) =>
    fetch(`${url}/classify-image`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ image_url: 'http://example.com/dog.jpg' }),
    }),
  report: (url: string, headers: Record<string, string>) => fetch(`${url}/report`, { headers }),
};

async function errorOf(response: Response): Promise<{ code: string; message: string }> {
  return ((await response.json()) as { error: { code: string; message: string } }).error;
}

test('without a key everything but the health checks is unauthorized', async (t) => {
  const { url, fetcher } = await start(t);
  for (const ask of Object.values(ROUTES)) {
    const response = await ask(url, {});
    t.is(response.status, 401);
    t.is(response.headers.get('www-authenticate'), 'Bearer');
    t.like(await errorOf(response), { code: 'unauthorized' });
  }
  for (const [method, path] of [
    ['GET', '/nowhere'],
    ['GET', '/classify-image'],
    ['OPTIONS', '/classify-image'],
    ['HEAD', '/report'],
    ['GET', '/report/'],
  ] as const)
    t.is((await fetch(url + path, { method })).status, 401, `${method} ${path}`);
  for (const path of ['/livez', '/readyz']) t.is((await fetch(url + path)).status, 200);
  t.deepEqual(fetcher.urls, []);
});

const VALID: Record<string, string>[] = [
  { Authorization: `Bearer ${KEY}` },
  { Authorization: `bearer   ${KEY}` },
  { 'X-API-Key': KEY },
  { 'X-API-Key': KEY, Authorization: `Bearer ${KEY}` },
  { 'X-API-Key': KEY, Authorization: 'Basic dXNlcjpwYXNzd29yZA==' },
];
for (const headers of VALID)
  test(`a key is taken from ${JSON.stringify(headers)}`, async (t) => {
    const { url } = await start(t);
    for (const ask of Object.values(ROUTES)) t.is((await ask(url, headers)).status, 200);
    t.is((await fetch(`${url}/nowhere`, { headers })).status, 404);
    t.is((await fetch(`${url}/classify-image`, { headers })).status, 405);
  });

const INVALID: [headers: Record<string, string>, message: RegExp][] = [
  [{ Authorization: KEY }, /an API key is needed/],
  [{ Authorization: `Basic ${KEY}` }, /an API key is needed/],
  [{ Authorization: `Token ${KEY}` }, /an API key is needed/],
  [{ Authorization: 'Bearer ' }, /an API key is needed/],
  [{ Authorization: `Bearer ${KEY} more` }, /an API key is needed/],
  [{ 'X-API-Key': '' }, /an API key is needed/],
  [{ 'X-API-Key': `${KEY}x` }, /not known/],
  [{ 'X-API-Key': KEY.slice(1) }, /not known/],
  [{ 'X-API-Key': KEY.toUpperCase() }, /not known/],
  [{ 'X-API-Key': `Bearer ${KEY}` }, /not known/],
  [{ 'X-API-Key': `${KEY}, ${KEY}` }, /not known/],
  [{ Authorization: 'Bearer ü' }, /not known/],
  [{ 'X-API-Key': KEY, Authorization: 'Bearer report-0123456789' }, /hold different keys/],
  [{ 'X-API-Key': 'old-old-0123456789' }, /has expired/],
];
for (const [headers, message] of INVALID)
  test(`no valid key: ${JSON.stringify(headers)}`, async (t) => {
    const { url } = await start(t);
    const response = await ROUTES.report(url, headers);
    t.is(response.status, 401);
    t.is(response.headers.get('www-authenticate'), 'Bearer');
    const error = await errorOf(response);
    t.is(error.code, 'unauthorized');
    t.regex(error.message, message);
  });

test('a key that will expire is valid', async (t) => {
  const { url } = await start(t);
  t.is((await ROUTES.report(url, { 'X-API-Key': 'valid-0123456789' })).status, 200);
});

test('a key without the scope is forbidden', async (t) => {
  const { url } = await start(t);
  for (const [key, route, status] of [
    ['classify-0123456789', 'classify', 200],
    ['classify-0123456789', 'report', 403],
    ['report-0123456789', 'classify', 403],
    ['report-0123456789', 'report', 200],
    ['metrics-0123456789', 'classify', 403],
    ['metrics-0123456789', 'report', 403],
  ] as const) {
    const response = await ROUTES[route](url, { 'X-API-Key': key });
    t.is(response.status, status, `${key} ${route}`);
    if (status === 403) t.like(await errorOf(response), { code: 'forbidden' });
  }
});

test('a key without the scope does not use up its limit', async (t) => {
  const { url } = await start(t, undefined, { RATE_LIMIT: '1/86400' });
  const headers = { 'X-API-Key': 'classify-0123456789' };
  for (let time = 0; time < 3; time++) t.is((await ROUTES.report(url, headers)).status, 403);
  t.is((await ROUTES.classify(url, headers)).status, 200);
  t.is((await ROUTES.classify(url, headers)).status, 429);
});

test('keys of API_KEYS have all scopes', async (t) => {
  const { url } = await start(t, { API_KEYS: `ci:${KEY},web:other-0123456789` });
  for (const key of [KEY, 'other-0123456789'])
    for (const ask of Object.values(ROUTES))
      t.is((await ask(url, { Authorization: `Bearer ${key}` })).status, 200);
  t.is((await ROUTES.report(url, {})).status, 401);
});

test('a file without a key lets nobody in', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'require-key-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'keys'), '# none yet\n');
  const { url } = await start(t, { API_KEYS_FILE: join(folder, 'keys') });
  for (const ask of Object.values(ROUTES)) t.is((await ask(url, {})).status, 401);
});

test('a header may have the name of another as its value', async (t) => {
  const { service } = await start(t);
  const head = `GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
  const note = 'X-Note: host\r\nX-Other: host\r\n';
  t.true((await exchange(service.port, `${head}${note}\r\n`)).startsWith('HTTP/1.1 200 '));
});

for (const name of ['Authorization', 'X-API-Key'])
  test(`${name} must not come twice`, async (t) => {
    const { service } = await start(t);
    const header = `${name}: ${name === 'Authorization' ? 'Bearer ' : ''}${KEY}\r\n`;
    const head = `GET /report HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
    t.true((await exchange(service.port, `${head}${header}\r\n`)).startsWith('HTTP/1.1 200 '));
    const answer = await exchange(service.port, `${head}${header}${header}\r\n`);
    t.true(answer.startsWith('HTTP/1.1 400 '), answer);
    t.like(bodyOf(answer), { error: { code: 'invalid_request' } });
  });
