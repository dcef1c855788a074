import test from 'ava';
import { ServiceError } from '../../src/errors.js';
import { openConnection, postHead } from '../helpers/raw-http.js';
import { classification, classify, startFakeService, until } from '../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };

/** A promise that resolves when the test calls `open`. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('1,000 simultaneous requests for one new URL: one fetch and one classification', async (t) => {
  const { service, fetcher, classifier, url } = await startFakeService();
  t.teardown(() => service.stop());
  const { open, opened } = gate();
  fetcher.behaviour = async () => {
    await opened;
    return Buffer.from('an image');
  };
  const requests = Array.from({ length: 1000 }, () => classify({ url }, IMAGE));
  await until(() => fetcher.urls.length > 0);
  open();
  const responses = await Promise.all(requests);

  t.true(responses.every(({ status }) => status === 200));
  t.is(fetcher.urls.length, 1);
  t.is(classifier.calls, 1);
  const statuses = responses.map(({ headers }) => headers.get('cache-status'));
  t.is(statuses.filter((status) => status === 'classifier; fwd=uri-miss; stored').length, 1);
  await Promise.all(responses.map((response) => response.json()));
  const report = (await (await fetch(`${url}/report`)).json()) as object;
  t.like(report, { [IMAGE.image_url]: { num_requested: 1000 } });
});

test('requests that wait for the same failure all get it, from one fetch', async (t) => {
  const { service, fetcher, log, url } = await startFakeService();
  t.teardown(() => service.stop());
  const { open, opened } = gate();
  fetcher.behaviour = async () => {
    await opened;
    throw new ServiceError('image_unavailable', 'gone', { upstreamStatus: 404 });
  };
  const connections = await Promise.all(
    Array.from({ length: 50 }, () => openConnection(service.port)),
  );
  for (const connection of connections) connection.send(jsonRequest(IMAGE));
  // When a later request has been answered, the service has read the earlier ones.
  await until(() => fetcher.urls.length > 0);
  await fetch(`${url}/livez`);
  open();
  const answers = await Promise.all(connections.map(({ closed }) => closed));

  t.true(answers.every((answer) => answer.startsWith('HTTP/1.1 422 ')));
  t.is(fetcher.urls.length, 1);
  t.deepEqual(log.lines, []);
});

test('one client that hangs up does not fail the others', async (t) => {
  const { service, fetcher, url } = await startFakeService();
  t.teardown(() => service.stop());
  const { open, opened } = gate();
  let signal: AbortSignal | undefined;
  fetcher.behaviour = async (_url, abandoned) => {
    signal = abandoned;
    await opened;
    return Buffer.from('an image');
  };
  const first = await openConnection(service.port);
  first.send(jsonRequest(IMAGE));
  await until(() => fetcher.urls.length > 0);
  const second = classify({ url }, IMAGE);
  await fetch(`${url}/livez`);
  first.socket.destroy();
  await first.closed;
  await fetch(`${url}/livez`);
  t.false(signal?.aborted);
  open();
  t.is((await second).status, 200);

  const report = (await (await fetch(`${url}/report`)).json()) as object;
  t.like(report, { [IMAGE.image_url]: { num_requested: 1 } });
});

test('when all clients have hung up the fetch is aborted, and nothing is logged', async (t) => {
  const { service, fetcher, classifier, log, url } = await startFakeService();
  t.teardown(() => service.stop());
  let signal: AbortSignal | undefined;
  fetcher.behaviour = (_url, abandoned) => {
    signal = abandoned;
    return new Promise((_resolve, reject) => {
      abandoned.addEventListener('abort', () => {
        reject(abandoned.reason as Error);
      });
    });
  };
  const clients = await Promise.all([openConnection(service.port), openConnection(service.port)]);
  for (const client of clients) client.send(jsonRequest(IMAGE));
  await until(() => fetcher.urls.length > 0);
  await fetch(`${url}/livez`);
  for (const client of clients) client.socket.destroy();
  await until(() => signal?.aborted === true);

  t.is(classifier.calls, 0);
  fetcher.behaviour = () => Promise.resolve(Buffer.from('an image'));
  t.is((await classify({ url }, IMAGE)).status, 200);
  t.deepEqual(log.lines, []);
});

test('a client that hangs up in the middle of its body is no error', async (t) => {
  const { service, log, url } = await startFakeService();
  t.teardown(() => service.stop());
  const client = await openConnection(service.port);
  client.send(postHead('Content-Type: application/json\r\nContent-Length: 100\r\n') + '{"image');
  await fetch(`${url}/livez`);
  client.socket.destroy();
  await client.closed;
  t.is((await classify({ url }, IMAGE)).status, 200);
  t.deepEqual(log.lines, []);
});

test('too many different images at once → 503 overloaded; others are still served', async (t) => {
  const { service, classifier, url } = await startFakeService({
    CLASSIFIER_QUEUE_MAX: '2',
    CLASSIFIER_PROCESSES: '1',
  });
  t.teardown(() => service.stop());
  const image = (name: string) => ({ image_url: `http://example.com/${name}` });
  await classify({ url }, image('cached'));
  const { open, opened } = gate();
  classifier.behaviour = async () => {
    await opened;
    return classification();
  };
  const waiting = ['a', 'b', 'c', 'c', 'c'].map((name) => classify({ url }, image(name)));
  await until(() => classifier.calls === 4);

  const refused = await classify({ url }, image('d'));
  t.is(refused.status, 503);
  t.is(refused.headers.get('retry-after'), '1');
  t.like(await refused.json(), { error: { code: 'overloaded' } });
  t.is((await classify({ url }, image('cached'))).status, 200);
  t.is((await fetch(`${url}/report`)).status, 200);
  open();
  for (const response of await Promise.all(waiting)) t.is(response.status, 200);
  t.is((await classify({ url }, image('d'))).status, 200);
});

test('requests in one connection are answered one after the other', async (t) => {
  const { service } = await startFakeService();
  t.teardown(() => service.stop());
  const client = await openConnection(service.port);
  client.send(jsonRequest(IMAGE, '') + jsonRequest(IMAGE, ''));
  await until(() => client.received().split('"golden_retriever"').length === 3);
  t.pass();
  client.socket.destroy();
});

function jsonRequest(body: object, connection = 'Connection: close\r\n'): string {
  const text = JSON.stringify(body);
  const length = `Content-Length: ${text.length}\r\n`;
  return postHead(`Content-Type: application/json\r\n${length}${connection}`) + text;
}
