import test from 'ava';
import { ServiceError } from '../../../src/errors.js';
import { openConnection, postHead } from '../../helpers/raw-http.js';
import { classify, startFakeService, until } from '../../helpers/service.js';
import { IMAGE, JSON_TYPE, onlyLine } from './only-line.js';

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
