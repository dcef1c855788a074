import test from 'ava';
import {
  bodyOf,
  exchange,
  openConnection,
  postHead,
  sendEndlessly,
} from '../../helpers/raw-http.js';
import { startFakeService, until } from '../../helpers/service.js';

const JSON_TYPE = 'Content-Type: application/json\r\n';
const FORM_TYPE = 'Content-Type: multipart/form-data; boundary=b\r\n';
const IMPATIENT = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };

const SLOW: [name: string, text: string][] = [
  ['headers that never end', 'GET /livez HTTP/1.1\r\nHost: localhost\r\n'],
  ['a body that never comes', postHead(`${JSON_TYPE}Content-Length: 10\r\n`)],
  ['an image that never comes', postHead('Content-Type: image/png\r\nContent-Length: 10\r\n')],
  ['a form that never ends', `${postHead(`${FORM_TYPE}Content-Length: 99\r\n`)}--b\r\n`],
  ['chunks that never end', `${postHead(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`)}1\r\n{\r\n`],
];
for (const [name, text] of SLOW)
  test(`${name} → 408 request_timeout, and the connection is closed`, async (t) => {
    const { service, log } = await startFakeService({}, { limits: IMPATIENT });
    t.teardown(() => service.stop());
    const response = await exchange(service.port, text);
    t.true(response.startsWith('HTTP/1.1 408 '), response);
    const message = 'the request did not arrive in time';
    t.deepEqual(bodyOf(response), { error: { code: 'request_timeout', message } });
    t.deepEqual(log.lines, []);
  });

test('one byte of the headers at a time does not keep a connection', async (t) => {
  const { service } = await startFakeService({}, { limits: IMPATIENT });
  t.teardown(() => service.stop());
  const client = await openConnection(service.port);
  client.send('GET / HTTP/1.1\r\nHost: localhost\r\nX: ');
  await sendEndlessly(client, 'x');
  t.true((await client.closed).startsWith('HTTP/1.1 408 '));
});

test('a connection that says nothing is closed', async (t) => {
  const { service } = await startFakeService({}, { limits: IMPATIENT });
  t.teardown(() => service.stop());
  const client = await openConnection(service.port);
  await client.closed;
  t.pass();
});

test('an idle connection is closed after a while', async (t) => {
  const { service } = await startFakeService({}, { limits: { keepAliveTimeout: 50 } });
  t.teardown(() => service.stop());
  const answer = await exchange(service.port, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  t.true(answer.startsWith('HTTP/1.1 200 '));
});

const ENDLESS: [name: string, head: string, status: number][] = [
  ['too large', postHead(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`), 413],
  ['of the wrong type', postHead('Content-Type: text/css\r\nTransfer-Encoding: chunked\r\n'), 415],
  ['an image', postHead('Content-Type: image/gif\r\nTransfer-Encoding: chunked\r\n'), 422],
  ['a form', postHead(`${FORM_TYPE}Transfer-Encoding: chunked\r\n`), 413],
  [
    'to nowhere',
    'PUT /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n',
    404,
  ],
];
for (const [name, head, status] of ENDLESS)
  test(`an endless body that is ${name} → ${status}, and the connection is closed`, async (t) => {
    const { service, log } = await startFakeService(
      { IMAGE_MAX_BYTES: '100000' },
      { limits: { lingerTimeout: 50 } },
    );
    t.teardown(() => service.stop());
    const client = await openConnection(service.port);
    client.send(head);
    await sendEndlessly(client, `2000\r\n${'x'.repeat(0x2000)}\r\n`);
    t.true((await client.closed).startsWith(`HTTP/1.1 ${status} `));
    t.deepEqual(log.lines, []);
  });

test('a declared length that is too large is refused before the body comes', async (t) => {
  const { service } = await startFakeService({}, { limits: { lingerTimeout: 50 } });
  t.teardown(() => service.stop());
  const response = await exchange(
    service.port,
    postHead(`${JSON_TYPE}Content-Length: 1000000000000\r\n`),
  );
  t.true(response.startsWith('HTTP/1.1 413 '));
});

test('after a refused body that ends, the connection stays usable', async (t) => {
  const { service } = await startFakeService({}, { limits: { lingerTimeout: 10_000 } });
  t.teardown(() => service.stop());
  const client = await openConnection(service.port);
  const body = 'x'.repeat(100_000);
  client.send(postHead(`${JSON_TYPE}Content-Length: ${body.length}\r\n`) + body);
  await until(() => client.received().includes('body_too_large'));
  client.send('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  t.true((await client.closed).endsWith('{"status":"live"}'));
});
