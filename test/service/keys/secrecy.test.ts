import test, { type ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startImageServer } from '../../helpers/image-server.js';
import { exchange } from '../../helpers/raw-http.js';
import { until } from '../../helpers/service.js';
import { startService } from '../../helpers/start-service.js';
import { startOtlpReceiver } from '../../telemetry/tracing/otlp-receiver.js';
import { assertSilent, LINES, FIXED, SECRETS, temporaryFolder, UNKNOWN } from './secret-keys.js';

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
