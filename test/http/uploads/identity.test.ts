import { createHash } from 'node:crypto';
import test from 'ava';
import { openConnection, postHead } from '../../helpers/raw-http.js';
import { classification, startFakeService, until } from '../../helpers/service.js';
import { IMAGE, metric, upload } from './upload.js';

test('the content identifies an upload: the second time it is a cache hit, however it is named', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const statuses: (string | null)[] = [];
  for (const [body, type] of [
    [IMAGE, 'image/png'],
    [IMAGE, 'application/octet-stream'],
    [Buffer.from('another image'), 'image/png'],
  ] as const)
    statuses.push((await upload(running, body, { type })).headers.get('cache-status'));
  t.deepEqual(statuses, [
    'classifier; fwd=miss; stored',
    'classifier; hit',
    'classifier; fwd=miss; stored',
  ]);
  t.is(running.classifier.calls, 2);
});

test('a URL that looks like the key of an upload is not its result', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  await upload(running);
  const digest = createHash('sha256').update(IMAGE).digest('hex');
  const response = await fetch(`${running.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ image_url: `sha256:${digest}` }),
  });
  t.is(response.status, 400);
});

test('concurrent uploads of one image are classified once', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  running.classifier.behaviour = () => opened.then(classification);
  const first = upload(running);
  await until(() => running.classifier.calls === 1);
  const second = upload(running);
  await fetch(`${running.url}/livez`);
  // Both are held: the first by the work, the second by its request.
  while ((await metric(running, 'classifier_images_in_progress_bytes')) < 2 * IMAGE.length)
    await fetch(`${running.url}/livez`);
  open();
  t.is((await first).headers.get('cache-status'), 'classifier; fwd=miss; stored');
  t.is((await second).headers.get('cache-status'), 'classifier; fwd=miss; collapsed; stored');
  t.is(running.classifier.calls, 1);
});

test('an upload is not in the report, and leaves a line without a trace of its content', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  await upload(running);
  t.like(await (await fetch(`${running.url}/report`)).json(), {
    message: 'service has no classify-image requests within 259200s',
  });
  const line = running.log.events.find(({ fields }) => fields['url.path'] === '/classify-image');
  t.is(line?.fields['classifier.image.source'], 'upload');
  t.false('classifier.image.url' in (line?.fields ?? {}));
  t.false('classifier.duration.fetch' in (line?.fields ?? {}));
  t.is(await metric(running, 'classifier_images_requested_total{source="upload"}'), 1);
  t.is(await metric(running, 'classifier_images_requested_total{source="url"}'), 0);
  t.is(await metric(running, 'classifier_stage_duration_seconds_count{stage="fetch"}'), NaN);
});

test('a client that hangs up after its upload leaves the work to another that sent the same', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  running.classifier.behaviour = () => opened.then(classification);
  const client = await openConnection(running.service.port);
  client.send(postHead(`Content-Type: image/png\r\nContent-Length: ${IMAGE.length}\r\n`));
  client.send(IMAGE);
  await until(() => running.classifier.calls === 1);
  const second = upload(running);
  while ((await metric(running, 'classifier_images_in_progress_bytes')) < 2 * IMAGE.length)
    await fetch(`${running.url}/livez`);
  client.socket.destroy();
  await until(() =>
    running.log.events.some(({ fields }) => fields['error.code'] === 'client_gone'),
  );
  t.true((await metric(running, 'classifier_images_in_progress_bytes')) >= 2 * IMAGE.length);
  open();
  t.is((await second).status, 200);
  t.is(running.classifier.calls, 1);
  t.is(await metric(running, 'classifier_images_in_progress_bytes'), 0);
});
