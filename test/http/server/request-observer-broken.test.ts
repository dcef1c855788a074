import test from 'ava';
import { connect } from 'node:net';
import { exchange, postHead } from '../../helpers/raw-http.js';
import { startFakeService, until } from '../../helpers/service.js';
import { IMAGE, IMPATIENT, JSON_TYPE, onlyLine } from './only-line.js';

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
