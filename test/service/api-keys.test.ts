import test, { type ExecutionContext } from 'ava';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyLine } from '../access/keys-file-text.js';
import { startImageServer } from '../helpers/image-server.js';
import { exchange } from '../helpers/raw-http.js';
import { until } from '../helpers/service.js';
import { type ServiceProcess, spawnService, startService } from '../helpers/start-service.js';
import { startOtlpReceiver } from '../telemetry/tracing/otlp-receiver.js';

// Characters that URLs and base64 would write otherwise.
const FIXED = 'hush+Fixed/0123456789==';
const FILED = 'hush+Filed/0123456789==';
const EXPIRED = 'hush+Expired/0123456789';
const SCRAPER = 'hush+Scraper/0123456789';
const UNKNOWN = 'hush+Unknown/0123456789';
const SECRETS = [FIXED, FILED, EXPIRED, SCRAPER, UNKNOWN];

const LINES = [
  keyLine('filed', FILED),
  keyLine('old', EXPIRED, 'expires=2026-01-31'),
  keyLine('scraper', SCRAPER, 'scopes=metrics'),
];

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-keys-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The texts in which a key could show. */
function disguises(key: string): string[] {
  const bytes = Buffer.from(key);
  return [key, encodeURIComponent(key), encodeURI(key), bytes.toString('hex')].concat(
    // Wherever it starts in a longer text, without the edges.
    [0, 1, 2].map((shift) => Buffer.from(key.slice(shift)).toString('base64').slice(0, -4)),
  );
}

function assertSilent(t: ExecutionContext, what: string, text: string): void {
  for (const key of SECRETS)
    for (const disguise of disguises(key)) t.false(text.includes(disguise), `${what}: ${text}`);
}

/** Each way to send a key, right and wrong, as lines of a head and a query. */
function* placements(key: string): Generator<{ headers: string; query: string }> {
  const basic = Buffer.from(`user:${key}`).toString('base64');
  for (const headers of [
    `X-API-Key: ${key}`,
    `Authorization: Bearer ${key}`,
    `Authorization: ${key}`,
    `Authorization: Basic ${key}`,
    `Authorization: Basic ${basic}`,
    `Authorization: Token ${key}`,
    `Authorization: Bearer ${key} ${key}`,
    `Authorization: Bearer ${key}\r\nX-API-Key: ${key}`,
    `Authorization: Bearer ${key}\r\nX-API-Key: ${UNKNOWN}`,
    `X-API-Key: ${key}\r\nX-API-Key: ${key}`,
    `X-API-Key: ${key}, ${key}`,
    `X-API-Key : ${key}`,
    `Cookie: key=${key}`,
    `X-Request-Id: ${'x'.repeat(200)}\r\nX-API-Key: ${key}`,
    `X-API-Key: ${key}\r\nX-Filler: ${'x'.repeat(17_000)}`,
  ])
    yield { headers: `${headers}\r\n`, query: '' };
  for (const name of ['key', 'api_key', 'access_token'])
    yield { headers: '', query: `?${name}=${encodeURIComponent(key)}` };
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data; boundary=x';

/** Requests that end in all kinds of answers. */
function requests(
  imageUrl: string,
  key: string,
): [method: string, path: string, body: string, type?: string][] {
  const form = `--x\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n${key}\r\n--x--\r\n`;
  return [
    ['GET', '/report', ''],
    ['GET', '/livez', ''],
    ['GET', '/readyz', ''],
    ['GET', '/metrics', ''],
    ['GET', '/nowhere', ''],
    ['DELETE', '/report', ''],
    ['OPTIONS', '/classify-image', ''],
    ['POST', '/classify-image', JSON.stringify({ image_url: imageUrl })],
    ['POST', '/classify-image', JSON.stringify({ image_url: `${imageUrl}.missing` })],
    ['POST', '/classify-image', JSON.stringify({ image_url: 'http://10.0.0.1/' })],
    ['POST', '/classify-image', JSON.stringify({ image_url: 7, api_key: key })],
    ['POST', '/classify-image', `{"api_key": "${key}"`],
    ['POST', '/classify-image', 'no image', 'image/png'],
    ['POST', '/classify-image', key, 'application/octet-stream'],
    ['POST', '/classify-image', form, FORM_TYPE],
    ['POST', '/classify-images', JSON.stringify({ image_urls: [imageUrl, 'http://10.0.0.1/'] })],
    ['POST', '/classify-images', JSON.stringify({ image_urls: [7], api_key: key })],
    ['BREW', '/classify-image', ''],
  ];
}

async function drive(t: ExecutionContext, port: number, imageUrl: string): Promise<Set<string>> {
  const statuses = new Set<string>();
  for (const key of SECRETS)
    for (const { headers, query } of placements(key))
      for (const [method, path, body, type = JSON_TYPE] of requests(imageUrl, key)) {
        const answer = await exchange(
          port,
          `${method} ${path}${query} HTTP/1.1\r\nHost: localhost\r\n${headers}` +
            `Content-Type: ${type}\r\nConnection: close\r\n` +
            `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
        statuses.add(answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
        assertSilent(t, `${method} ${path}${query} ${headers}`, answer);
      }
  return statuses;
}

const LEVELS: [LOG_LEVEL: string, RATE_LIMIT: string, statuses: string[]][] = [
  ['debug', '', ['200', '400', '401', '403', '404', '405', '422', '431']],
  ['info', '40/3600', ['200', '400', '401', '403', '429', '431']],
];
for (const [LOG_LEVEL, RATE_LIMIT, expected] of LEVELS)
  test(`a key's bytes appear nowhere: LOG_LEVEL=${LOG_LEVEL} RATE_LIMIT=${RATE_LIMIT}`, async (t) => {
    const path = join(temporaryFolder(t), 'keys');
    writeFileSync(path, LINES.join('\n'));
    const images = await startImageServer({ '/dog.jpg': Buffer.from('no image') });
    t.teardown(images.close);
    const collector = await startOtlpReceiver();
    t.teardown(collector.close);
    const service = await startService({
      LOG_LEVEL,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      API_KEYS: `fixed:${FIXED}`,
      API_KEYS_FILE: path,
      RATE_LIMIT,
      CLASSIFIER_PROCESSES: '1',
      IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
    });
    t.teardown(() => service.child.kill('SIGKILL'));
    const statuses = await drive(t, service.port, images.url('/dog.jpg'));
    for (const status of expected) t.true(statuses.has(status), status);

    // A key where a line should be.
    writeFileSync(path, `${LINES.join('\n')}\nci ${UNKNOWN}\n`);
    await until(() => service.output().stdout.includes('keys file is broken'));
    service.child.kill('SIGTERM');
    const { code, stdout, stderr } = await service.ended;
    t.is(code, 0);
    assertSilent(t, 'stdout', stdout);
    assertSilent(t, 'stderr', stderr);
    t.true(collector.spans.length > 100);
    assertSilent(t, 'traces', collector.received());
  });

const BAD_STARTS: [
  what: string,
  environment: Record<string, string>,
  file: string,
  message: RegExp,
][] = [
  ['a short key', { API_KEYS: 'ci:hush+Fixed/0123' }, '', /^API_KEYS is not allowed: .* shorter/],
  [
    'a key twice',
    { API_KEYS: `a:${FIXED},b:${FIXED}` },
    '',
    /^API_KEYS is not allowed: .* same key/,
  ],
  [
    'a name twice',
    { API_KEYS: `a:${FIXED},a:${FILED}` },
    '',
    /^API_KEYS is not allowed: .* same name/,
  ],
  ['a key alone', { API_KEYS: FIXED }, '', /^API_KEYS is not allowed: .* entry 1 has no name/],
  ['a malformed line', {}, `ci ${FIXED}`, /^API_KEYS_FILE=".*" cannot be used: line 1: /],
  [
    'a key in both',
    { API_KEYS: `a:${FILED}` },
    LINES[0] ?? '',
    /the key of a in API_KEYS is in the file too/,
  ],
  ['a malformed limit', { RATE_LIMIT: '60' }, '', /^RATE_LIMIT="60" is not allowed: /],
];
for (const [what, environment, file, message] of BAD_STARTS)
  test(`${what} stops the start with one line that shows no key`, async (t) => {
    const API_KEYS_FILE = join(temporaryFolder(t), 'keys');
    writeFileSync(API_KEYS_FILE, file);
    const { code, stdout, stderr } = await spawnService({ API_KEYS_FILE, ...environment }).ended;
    t.is(code, 1);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.is(stderr.indexOf('\n'), stderr.length - 1);
    t.notRegex(stderr, /hush/);
  });

test('a missing keys file stops the start with one line', async (t) => {
  const API_KEYS_FILE = join(temporaryFolder(t), 'keys');
  const { code, stderr } = await spawnService({ API_KEYS_FILE }).ended;
  t.is(code, 1);
  t.is(stderr, `API_KEYS_FILE="${API_KEYS_FILE}" cannot be used: it cannot be read (ENOENT)\n`);
});

test('the start warns of a variable that is not a setting, without its value', async (t) => {
  const service = await startService({ IMAGE_URL_ALOW_HOSTS: FIXED, CLASSIFIER_PROCESSES: '1' });
  service.child.kill('SIGTERM');
  const { stdout } = await service.ended;
  t.regex(stdout, /IMAGE_URL_ALOW_HOSTS is not a setting: did you mean IMAGE_URL_ALLOW_HOSTS\?/);
  assertSilent(t, 'stdout', stdout);
});

/** Asks for the report with a key until it is told to stop; returns the statuses in their order, each once. */
async function keepAsking(url: string, key: string, signal: AbortSignal): Promise<number[]> {
  const statuses: number[] = [];
  while (!signal.aborted) {
    const response = await fetch(`${url}/report`, { headers: { 'X-API-Key': key } });
    await response.arrayBuffer();
    if (statuses.at(-1) !== response.status) statuses.push(response.status);
  }
  return statuses;
}

async function becomes(service: ServiceProcess & { url: string }, key: string, status: number) {
  const start = performance.now();
  for (;;) {
    const headers = { 'X-API-Key': key };
    const response = await fetch(`${service.url}/report`, { headers });
    await response.arrayBuffer();
    if (response.status === status) return performance.now() - start;
    await sleep(50);
  }
}

test('a key is rotated under load, and no request fails', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'keys');
  const replace = (...lines: string[]) => {
    writeFileSync(`${path}.new`, lines.join('\n'));
    renameSync(`${path}.new`, path);
  };
  const [before, after, other] = ['before-0123456789', 'after-0123456789', 'other-0123456789'];
  const lines = [keyLine('other', other), keyLine('ci-1', before), keyLine('ci-2', after)] as const;
  replace(lines[0], lines[1]);
  const service = await startService({ API_KEYS_FILE: path, CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => service.child.kill('SIGKILL'));
  const done = new AbortController();
  const [others, olds] = [other, before].map((key) => keepAsking(service.url, key, done.signal));

  replace(...lines);
  t.log(`a new key is valid after ${Math.round(await becomes(service, after, 200))} ms`);
  replace(lines[0], lines[2]);
  t.log(`an old key is invalid after ${Math.round(await becomes(service, before, 401))} ms`);
  done.abort();
  t.deepEqual(await others, [200]);
  t.deepEqual(await olds, [200, 401]);
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 0, stderr: '' });
});
