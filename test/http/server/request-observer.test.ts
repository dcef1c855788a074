import test from 'ava';
import { connect } from 'node:net';
import { ServiceError } from '../../../src/errors.js';
import { exchange, openConnection, postHead } from '../../helpers/raw-http.js';
import { classify, startFakeService, until } from '../../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg?token=secret' };
const JSON_TYPE = 'Content-Type: application/json\r\n';
const IMPATIENT = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };

type Running = Awaited<ReturnType<typeof startFakeService>>;

/** The fields of the only line, when it is there. */
async function onlyLine({ log, url }: Running): Promise<Record<string, unknown>> {
  await until(() => log.events.length > 0);
  // Whatever else the service does with a request it does before it answers the next one.
  await fetch(`${url}/livez`);
  await until(() => log.events.length > 1);
  const [first, second] = log.events;
  if (log.events.length !== 2 || second?.fields['url.path'] !== '/livez')
    throw new Error(`not one line: ${JSON.stringify(log.events)}`);
  return first?.fields ?? {};
}

test('a classified image: who, what, how long and from where', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  await classify(running, IMAGE);
  const { 'event.duration': duration, ...line } = await onlyLine(running);
  t.true(Number.isSafeInteger(duration) && Number(duration) > 0);
  t.like(line, {
    'event.kind': 'event',
    'event.category': ['web'],
    'event.type': ['access'],
    'event.action': 'http-request',
    'event.outcome': 'success',
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'url.path': '/classify-image',
    'client.ip': '127.0.0.1',
    'classifier.image.url': 'http://example.com/dog.jpg',
    'classifier.cache.status': 'miss',
    'classifier.duration.queue': 1e6,
    'classifier.duration.decode': 2e6,
    'classifier.duration.inference': 3e6,
  });
  t.true(Number(line['classifier.duration.fetch']) >= 0);
  t.false('error.code' in line);
  t.false('trace.id' in line);
});

test('the cache status is that of each request: miss, collapsed, hit', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  running.fetcher.behaviour = () => opened.then(() => Buffer.from('an image'));
  const body = JSON.stringify(IMAGE);
  const request = postHead(`${JSON_TYPE}Content-Length: ${body.length}\r\n`) + body;
  const client = await openConnection(running.service.port);
  client.send(request + request);
  await until(() => running.fetcher.urls.length === 1);
  await fetch(`${running.url}/livez`);
  open();
  await until(() => client.received().split('"processing_time"').length === 3);
  client.socket.destroy();
  await classify(running, IMAGE);
  const statuses = running.log.events
    .filter(({ fields }) => fields['url.path'] === '/classify-image')
    .map(({ fields }) => fields['classifier.cache.status']);
  t.deepEqual(statuses.sort(), ['collapsed', 'hit', 'miss']);
});

test('a failed request has the code of its error, and the stages that it came to', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.fetcher.behaviour = () => Promise.reject(new ServiceError('upstream_timeout', 'slow'));
  await classify(running, IMAGE);
  const line = await onlyLine(running);
  t.like(line, {
    'event.outcome': 'failure',
    'http.response.status_code': 504,
    'error.code': 'upstream_timeout',
  });
  t.true('classifier.duration.fetch' in line);
  t.false('classifier.duration.decode' in line);
});

for (const [name, path, method, status, code] of [
  ['an unknown path', '/nowhere', 'GET', 404, 'not_found'],
  ['a method that is not allowed', '/report', 'DELETE', 405, 'method_not_allowed'],
  ['a request without JSON', '/classify-image', 'POST', 415, 'unsupported_media_type'],
] as const)
  test(`${name} leaves one line`, async (t) => {
    const running = await startFakeService();
    t.teardown(() => running.service.stop());
    await fetch(`${running.url}${path}?secret=1`, { method });
    t.like(await onlyLine(running), {
      'url.path': path,
      'http.request.method': method,
      'http.response.status_code': status,
      'error.code': code,
    });
  });

test('40 failures and 40 overloads leave 80 lines', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const codes = ['not_an_image', 'overloaded'] as const;
  let turn = 0;
  running.classifier.behaviour = () =>
    Promise.reject(new ServiceError(codes[turn++ % 2] ?? 'overloaded', 'as told'));
  await Promise.all(
    Array.from({ length: 80 }, (_, i) =>
      classify(running, { image_url: `http://example.com/${i}` }),
    ),
  );
  await until(() => running.log.events.length === 80);
  for (const code of codes)
    t.is(running.log.events.filter(({ fields }) => fields['error.code'] === code).length, 40);
});

test('a client that hangs up leaves a line without a status', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.fetcher.behaviour = (_url, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  const client = await openConnection(running.service.port);
  const body = JSON.stringify(IMAGE);
  client.send(postHead(`${JSON_TYPE}Content-Length: ${body.length}\r\n`) + body);
  await until(() => running.fetcher.urls.length === 1);
  client.socket.destroy();
  const line = await onlyLine(running);
  t.like(line, {
    'event.outcome': 'unknown',
    'error.code': 'client_gone',
    'url.path': '/classify-image',
    'classifier.image.url': 'http://example.com/dog.jpg',
  });
  t.false('http.response.status_code' in line);
});

for (const [name, text, status, code] of [
  ['text that is not HTTP', 'hello\r\n\r\n', 400, 'invalid_request'],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['headers that never end', 'GET /livez HTTP/1.1\r\nHost: localhost\r\n', 408, 'request_timeout'],
] as const)
  test(`${name}: one line, although there is no request`, async (t) => {
    const running = await startFakeService({}, { limits: IMPATIENT });
    t.teardown(() => running.service.stop());
    const answer = await exchange(running.service.port, text);
    const line = await onlyLine(running);
    t.like(line, {
      'event.outcome': 'failure',
      'http.response.status_code': status,
      'error.code': code,
      'client.ip': '127.0.0.1',
    });
    t.false('url.path' in line);
    t.is(/X-Request-Id: (.*)\r\n/.exec(answer)?.[1], String(line['http.request.id']));
  });

for (const [name, head, rest, status, code] of [
  ['a body that never comes', 'Content-Length: 10\r\n', '', 408, 'request_timeout'],
  ['a malformed chunk', 'Transfer-Encoding: chunked\r\n', 'nonsense\r\n', 400, 'invalid_request'],
] as const)
  test(`${name}: one line, with the path`, async (t) => {
    const running = await startFakeService({}, { limits: IMPATIENT });
    t.teardown(() => running.service.stop());
    await exchange(running.service.port, postHead(JSON_TYPE + head) + rest);
    t.like(await onlyLine(running), {
      'http.response.status_code': status,
      'error.code': code,
      'url.path': '/classify-image',
    });
  });

test('CONNECT: refused with an answer and one line', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const answer = await exchange(
    running.service.port,
    'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
  );
  t.true(answer.startsWith('HTTP/1.1 405 '), answer);
  t.like(await onlyLine(running), {
    'http.request.method': 'CONNECT',
    'http.response.status_code': 405,
    'error.code': 'method_not_allowed',
  });
});

test('requests that are too many in one connection: one line each', async (t) => {
  const running = await startFakeService({}, { limits: { maxPipelined: 2 } });
  t.teardown(() => running.service.stop());
  running.fetcher.behaviour = () => new Promise(() => undefined);
  const body = JSON.stringify(IMAGE);
  const request = postHead(`${JSON_TYPE}Content-Length: ${body.length}\r\n`) + body;
  await exchange(running.service.port, request.repeat(3));
  await until(() => running.log.events.length === 3);
  const codes = running.log.events.map(({ fields }) => fields['error.code']);
  t.deepEqual(codes.sort(), ['client_gone', 'client_gone', 'too_many_pipelined']);
});

for (const [proxies, address] of [
  ['0', '127.0.0.1'],
  ['1', '198.51.100.7'],
] as const)
  test(`behind ${proxies} trusted proxies the client is ${address}, on every route`, async (t) => {
    const running = await startFakeService({ TRUST_PROXY: proxies });
    t.teardown(() => running.service.stop());
    const headers = { 'X-Forwarded-For': '203.0.113.9, 198.51.100.7' };
    await fetch(`${running.url}/nowhere`, { headers });
    t.is((await onlyLine(running))['client.ip'], address);
  });

test('a connection that never sends anything leaves no line', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const socket = connect(running.service.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.resetAndDestroy();
  await fetch(`${running.url}/livez`);
  await until(() => running.log.events.length > 0);
  t.deepEqual(
    running.log.events.map(({ fields }) => fields['url.path']),
    ['/livez'],
  );
});

test('health checks are logged at debug, refusals at info, failures further back at warn', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.fetcher.behaviour = () => Promise.reject(new ServiceError('upstream_error', 'broken'));
  await fetch(`${running.url}/livez`);
  await fetch(`${running.url}/readyz`);
  running.classifier.ready = false;
  await fetch(`${running.url}/readyz`);
  await fetch(`${running.url}/livez`, { method: 'POST' });
  await classify(running, IMAGE);
  await until(() => running.log.events.length === 5);
  t.deepEqual(
    running.log.events.map(({ level }) => level),
    ['debug', 'debug', 'debug', 'info', 'warn'],
  );
});

test("X-Request-Id: the client's if it is sane, else a new one; it is answered and logged", async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const ask = async (id?: string) => {
    const headers = id === undefined ? {} : { 'X-Request-Id': id };
    return (await fetch(`${running.url}/report`, { headers })).headers.get('x-request-id');
  };
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
  t.is(await ask('trace:7.b/c+d=e@f_G-1'), 'trace:7.b/c+d=e@f_G-1');
  t.is(await ask('a'.repeat(128)), 'a'.repeat(128));
  for (const bad of [undefined, '', 'a'.repeat(129), 'a b', 'a"b', '{}', 'a\tb', 'é'])
    t.regex(String(await ask(bad)), uuid, bad);
  t.not(await ask(), await ask());
  await until(() => running.log.events.length === 12);
  t.is(running.log.events[0]?.fields['http.request.id'], 'trace:7.b/c+d=e@f_G-1');
});

test('traceparent gives trace.id, if it is well-formed', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const headers = [
    `00-${trace}-b7ad6b7169203331-01`,
    `cc-${trace}-b7ad6b7169203331-01-what-the-future-will-bring`,
    `00-${trace}-b7ad6b7169203331-01-more`,
    `ff-${trace}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-b7ad6b7169203331-01`,
    'nonsense',
  ];
  for (const traceparent of headers)
    await fetch(`${running.url}/report`, { headers: { traceparent } });
  await until(() => running.log.events.length === headers.length);
  t.deepEqual(
    running.log.events.map(({ fields }) => fields['trace.id']),
    [trace, trace, ...Array.from({ length: 6 }, () => undefined)],
  );
});

test('no header of a request is in its line, and only the path of its own URL', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const headers = {
    Authorization: 'Bearer hush-hush',
    'X-API-Key': 'hush-hush',
    Cookie: 'hush-hush',
    'User-Agent': 'hush-hush',
  };
  await fetch(`${running.url}/report?key=hush-hush`, { headers });
  await until(() => running.log.events.length === 1);
  t.false(JSON.stringify(running.log.events).includes('hush-hush'));
});

test('a long path is shortened in its line', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  await fetch(`${running.url}/${'b'.repeat(5000)}`);
  t.is((await onlyLine(running))['url.path'], `/${'b'.repeat(1022)}…`);
});
