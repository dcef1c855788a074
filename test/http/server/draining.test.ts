import test from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf, openConnection, postHead } from '../../helpers/raw-http.js';
import { classify, startFakeService, until } from '../../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };
const JSON_TYPE = 'Content-Type: application/json\r\n';

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

test('a stop that cuts nothing off says nothing', async (t) => {
  const { service, log } = await startFakeService();
  await service.stop();
  t.deepEqual(log.lines, []);
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
