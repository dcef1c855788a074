import 'reflect-metadata';
import test from 'ava';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpServer } from '../../../src/http/server/http-server.js';
import { RequestObserver } from '../../../src/http/server/request-observer.js';
import { readSettings } from '../../../src/settings/index.js';
import { Metrics } from '../../../src/telemetry/metrics/metrics.js';
import { RequestTelemetry } from '../../../src/telemetry/request-telemetry.js';
import { NO_TRACING } from '../../../src/telemetry/tracing/tracing.js';
import {
  bodyOf,
  exchange,
  openConnection,
  postHead,
  sendEndlessly,
} from '../../helpers/raw-http.js';
import { classify, FakeLog, startFakeService, until } from '../../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };
const JSON_TYPE = 'Content-Type: application/json\r\n';
const IMPATIENT = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };

const SLOW: [name: string, text: string][] = [
  ['headers that never end', 'GET /livez HTTP/1.1\r\nHost: localhost\r\n'],
  ['a body that never comes', postHead(`${JSON_TYPE}Content-Length: 10\r\n`)],
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
  ['of the wrong type', postHead('Content-Type: image/gif\r\nTransfer-Encoding: chunked\r\n'), 415],
  ['to nowhere', 'PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n', 404],
];
for (const [name, head, status] of ENDLESS)
  test(`an endless body that is ${name} → ${status}, and the connection is closed`, async (t) => {
    const { service, log } = await startFakeService({}, { limits: { lingerTimeout: 50 } });
    t.teardown(() => service.stop());
    const client = await openConnection(service.port);
    client.send(head);
    await sendEndlessly(client, `2000\r\n${'x'.repeat(0x2000)}\r\n`);
    t.true((await client.closed).startsWith(`HTTP/1.1 ${status} `));
    t.deepEqual(log.lines, []);
  });

test('connections beyond the bound are closed, and the open ones stay usable', async (t) => {
  const { service } = await startFakeService({}, { limits: { maxConnections: 2 } });
  t.teardown(() => service.stop());
  const [first, second] = [await openConnection(service.port), await openConnection(service.port)];
  t.is(await (await openConnection(service.port)).closed, '');
  for (const client of [first, second]) {
    client.send('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    t.true((await client.closed).startsWith('HTTP/1.1 200 '));
  }
  t.true((await exchange(service.port, 'GET /livez HTTP/1.0\r\n\r\n')).startsWith('HTTP/1.1 200 '));
});

test('a client that sends too many requests without waiting for answers is cut off', async (t) => {
  const { service, fetcher, log, url } = await startFakeService(
    {},
    { limits: { maxPipelined: 3 } },
  );
  let abandoned = 0;
  fetcher.behaviour = (_url, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        abandoned++;
        reject(signal.reason as Error);
      });
    });
  const client = await openConnection(service.port);
  const request = (path: string) => {
    const body = JSON.stringify({ image_url: `http://example.com/${path}` });
    return postHead(`${JSON_TYPE}Content-Length: ${body.length}\r\n`) + body;
  };
  client.send(request('1') + request('2') + request('3'));
  await until(() => fetcher.urls.length === 3);
  await fetch(`${url}/livez`);
  t.false(client.socket.destroyed);
  client.send(request('4'));
  t.is(await client.closed, '');
  // Its work is abandoned, and the shutdown does not wait for it.
  await until(() => abandoned === 3);
  await service.stop();
  t.is(fetcher.urls.length, 3);
  t.deepEqual(log.lines, []);
});

test('requests one after the other in a connection do not count as waiting', async (t) => {
  const { service } = await startFakeService({}, { limits: { maxPipelined: 1 } });
  t.teardown(() => service.stop());
  const client = await openConnection(service.port);
  for (let answered = 1; answered <= 5; answered++) {
    client.send('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => client.received().split('{"status":"live"}').length > answered);
  }
  t.false(client.socket.destroyed);
  client.socket.destroy();
});

test('an unknown Expect is ignored', async (t) => {
  const { service } = await startFakeService();
  t.teardown(() => service.stop());
  const head = 'GET /livez HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nConnection: close\r\n\r\n';
  const response = await exchange(service.port, head);
  t.true(response.startsWith('HTTP/1.1 200 '), response);
  t.true(response.includes('X-Content-Type-Options: nosniff'));
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

function observer(): RequestObserver {
  return new RequestObserver(
    new RequestTelemetry(new FakeLog(), new Metrics(), NO_TRACING, readSettings({})),
  );
}

test('a port in use is an error that names it', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  const listening = HttpServer.listen(
    () => undefined,
    { host: '127.0.0.1', port },
    observer(),
    new FakeLog(),
  );
  await t.throwsAsync(listening, { code: 'EADDRINUSE' });
});

test('an error of the listening socket is logged once a second, and the service goes on', async (t) => {
  const log = new FakeLog();
  let server: Server | undefined;
  const httpServer = await HttpServer.listen(
    (request, response) => {
      ({ server } = request.socket as Socket & { server: Server });
      response.end('hello');
    },
    { host: '127.0.0.1', port: 0 },
    observer(),
    log,
  );
  t.teardown(() => httpServer.drain(0));
  const url = `http://127.0.0.1:${httpServer.port}/`;
  await fetch(url);
  const error = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', syscall: 'accept' });
  for (let time = 0; time < 10; time++) server?.emit('error', error);
  t.is(await (await fetch(url)).text(), 'hello');
  t.deepEqual(
    log.lines.map(({ level, fields }) => ({ level, fields })),
    [{ level: 'error', fields: { err: error } }],
  );
});

test('draining: no new connections, /readyz is 503, requests under way are answered', async (t) => {
  const { service, fetcher, classifier, url } = await startFakeService();
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  fetcher.behaviour = async () => {
    await opened;
    return Buffer.from('an image');
  };
  const underWay = classify({ url }, IMAGE);
  const idle = await openConnection(service.port);
  idle.send('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => idle.received().endsWith('}') && fetcher.urls.length > 0);

  const stopped = service.stop();
  await t.throwsAsync(openConnection(service.port), { code: 'ECONNREFUSED' });
  idle.send('GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const readiness = (await idle.closed).slice(idle.received().indexOf('}') + 1);
  t.true(readiness.startsWith('HTTP/1.1 503 '), readiness);
  t.true(readiness.includes('Connection: close\r\n'));
  t.like(bodyOf(readiness), { error: { code: 'not_ready' } });
  t.false(classifier.closed || fetcher.closed);

  open();
  const response = await underWay;
  t.is(response.status, 200);
  t.is(response.headers.get('connection'), 'close');
  await stopped;
  t.true(classifier.closed && fetcher.closed);
});

test('draining waits for each of two slow requests, and no longer', async (t) => {
  const { service, fetcher, log, url } = await startFakeService(
    { SHUTDOWN_TIMEOUT: '600' },
    { limits: { drainGrace: 1 } },
  );
  const finish: (() => void)[] = [];
  fetcher.behaviour = () =>
    new Promise((resolve) => {
      finish.push(() => {
        resolve(Buffer.from('an image'));
      });
    });
  const first = classify({ url }, { image_url: 'http://example.com/first' });
  await until(() => finish.length === 1);
  const second = classify({ url }, { image_url: 'http://example.com/second' });
  await until(() => finish.length === 2);

  let stopped = false;
  const stopping = service.stop().then(() => (stopped = true));
  // Until the grace for idle connections is over, and the draining waits for the answers alone.
  await sleep(200);
  finish[0]?.();
  t.is((await first).status, 200);
  await sleep(200);
  t.false(stopped);
  finish[1]?.();
  t.is((await second).status, 200);
  await stopping;
  t.deepEqual(log.lines, []);
});

test('draining does not wait for connections without a request', async (t) => {
  const { service } = await startFakeService({ SHUTDOWN_TIMEOUT: '600' });
  const silent = await openConnection(service.port);
  const halfway = await openConnection(service.port);
  halfway.send('GET /livez HTTP/1.1\r\nHost');
  await service.stop();
  await Promise.all([silent.closed, halfway.closed]);
  t.pass();
});

test('draining ends at SHUTDOWN_TIMEOUT, and says how many requests it cut off', async (t) => {
  const { service, fetcher, log } = await startFakeService({ SHUTDOWN_TIMEOUT: '0.3' });
  fetcher.behaviour = () => new Promise(() => undefined);
  const client = await openConnection(service.port);
  const body = JSON.stringify(IMAGE);
  client.send(postHead(`${JSON_TYPE}Content-Length: ${body.length}\r\n`) + body);
  await until(() => fetcher.urls.length > 0);
  await service.stop();
  t.is(await client.closed, '');
  t.like(log.lines, [{ level: 'warn', fields: { cutOff: 1 } }]);
});
