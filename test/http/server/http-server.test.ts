import 'reflect-metadata';
import test from 'ava';
import { createServer, type Server, type Socket } from 'node:net';
import { HttpServer } from '../../../src/http/server/http-server.js';
import { exchange, openConnection, postHead } from '../../helpers/raw-http.js';
import { FakeLog, startFakeService, until } from '../../helpers/service.js';
import { RequestObserver } from '../../../src/http/server/request-observer.js';
import { readSettings } from '../../../src/settings/index.js';
import { Metrics } from '../../../src/telemetry/metrics/metrics.js';
import { RequestTelemetry } from '../../../src/telemetry/request-telemetry.js';
import { NO_TRACING } from '../../../src/telemetry/tracing/tracing.js';

const JSON_TYPE = 'Content-Type: application/json\r\n';

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

function observer(): RequestObserver {
  const settings = readSettings({});
  const telemetry = new RequestTelemetry(new FakeLog(), new Metrics(), NO_TRACING, settings);
  return new RequestObserver(telemetry, settings);
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
