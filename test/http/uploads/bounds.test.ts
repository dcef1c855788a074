import test from 'ava';
import { openConnection, postHead } from '../../helpers/raw-http.js';
import { classification, startFakeService, until } from '../../helpers/service.js';
import { IMAGE, metric, upload } from './upload.js';

test('uploads under way share the byte budget, and only what has come is held', async (t) => {
  const running = await startFakeService({ IMAGE_MAX_BYTES: '1000000000' });
  t.teardown(() => running.service.stop());
  const held = () => metric(running, 'classifier_images_in_progress_bytes');
  const client = await openConnection(running.service.port);
  client.send(postHead('Content-Type: image/png\r\nContent-Length: 1000000000\r\n'));
  client.send(Buffer.alloc(100_000));
  while ((await held()) < 100_000) await fetch(`${running.url}/livez`);
  t.true((await held()) <= 4 * 100_000, 'not what Content-Length announces');
  client.socket.destroy();
  while ((await held()) > 0) await fetch(`${running.url}/livez`);
  t.is(await metric(running, 'classifier_images_in_progress'), 0);
  t.deepEqual(running.log.lines, []);
});

test('beyond the byte budget → 503 overloaded, and the memory is free again', async (t) => {
  // The budget is 512 MiB: 4 images of 20 MiB are less.
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  running.fetcher.behaviour = async (_url, _signal, reserve) => {
    reserve?.(512 * 2 ** 20 - 20_000);
    await opened;
    return IMAGE;
  };
  const waiting = fetch(`${running.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"image_url":"http://example.com/"}',
  });
  await until(() => running.fetcher.urls.length === 1);
  const refused = await upload(running, Buffer.alloc(50_000));
  t.is(refused.status, 503);
  t.is(refused.headers.get('retry-after'), '1');
  t.is((await upload(running)).status, 200);
  open();
  t.is((await waiting).status, 200);
  t.is((await upload(running, Buffer.alloc(50_000))).status, 200);
  t.is(await metric(running, 'classifier_images_in_progress_bytes'), 0);
});

test('too many images at once → 503 overloaded for uploads too', async (t) => {
  const running = await startFakeService({ CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => running.service.stop());
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  running.classifier.behaviour = () => opened.then(classification);
  const waiting = ['a', 'b'].map((content) => upload(running, Buffer.from(content)));
  await until(() => running.classifier.calls === 2);
  t.is((await upload(running, Buffer.from('c'))).status, 503);
  open();
  for (const response of await Promise.all(waiting)) t.is(response.status, 200);
});

test('the rate limit counts uploads, before their bodies are read', async (t) => {
  const running = await startFakeService({ RATE_LIMIT: '1/86400' });
  t.teardown(() => running.service.stop());
  t.is((await upload(running)).status, 200);
  const client = await openConnection(running.service.port);
  client.send(postHead('Content-Type: image/png\r\nContent-Length: 1000\r\n'));
  await until(() => client.received().includes('rate_limited'));
  t.true(client.received().startsWith('HTTP/1.1 429 '));
  client.socket.destroy();
});
