import test from 'ava';
import { ServiceError } from '../../../src/errors.js';
import { bodyOf, openConnection } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';
import { chunked, IMAGE, metric, upload } from './upload.js';

for (const type of ['image/png', 'image/x-anything', 'application/octet-stream', 'IMAGE/JPEG;q=1'])
  test(`an image sent as ${type} is classified as that of a URL is`, async (t) => {
    const running = await startFakeService();
    t.teardown(() => running.service.stop());
    const { behaviour } = running.classifier;
    running.classifier.behaviour = (image, signal) => {
      t.deepEqual(Buffer.from(image), IMAGE);
      return behaviour(image, signal);
    };
    const response = await upload(running, IMAGE, { type });
    t.is(response.status, 200);
    const body = (await response.json()) as Record<string, string>;
    t.deepEqual(Object.keys(body), ['classification', 'confidence', 'processing_time']);
    t.is(body['classification'], 'golden_retriever');
    t.deepEqual(running.fetcher.urls, []);
    t.regex(
      String(response.headers.get('server-timing')),
      /^queue;dur=1\.0, decode;dur=2\.0, inference;dur=3\.0, total;dur=\d+\.\d$/,
    );
  });

test('an upload without a length is read in its chunks', async (t) => {
  const running = await startFakeService({ IMAGE_MAX_BYTES: '200000' });
  t.teardown(() => running.service.stop());
  const sizes: number[] = [];
  const { behaviour } = running.classifier;
  running.classifier.behaviour = (image, signal) => {
    sizes.push(image.length);
    return behaviour(image, signal);
  };
  const chunks = Array.from({ length: 200 }, (_, i) => Buffer.alloc(1000, i));
  t.is((await upload(running, chunked(chunks))).status, 200);
  t.is(
    (await upload(running, Buffer.concat(chunks))).headers.get('cache-status'),
    'classifier; hit',
  );
  t.deepEqual(sizes, [200_000]);
});

for (const [name, body] of [
  ['with a length', () => Buffer.alloc(1001)],
  ['without one', () => chunked([Buffer.alloc(1000), Buffer.alloc(1)])],
] as const)
  test(`more than IMAGE_MAX_BYTES, ${name} → 422 image_too_large, as for a URL`, async (t) => {
    const running = await startFakeService({ IMAGE_MAX_BYTES: '1000' });
    t.teardown(() => running.service.stop());
    const response = await upload(running, body());
    t.is(response.status, 422);
    t.deepEqual(await response.json(), {
      error: { code: 'image_too_large', message: 'the image is larger than 1000 bytes' },
    });
    t.is((await upload(running, Buffer.alloc(1000))).status, 200);
    t.is(await metric(running, 'classifier_images_in_progress_bytes'), 0);
  });

test('an empty image → 400 invalid_request', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const response = await upload(running, Buffer.alloc(0));
  t.is(response.status, 400);
  t.like(await response.json(), { error: { message: 'the image is empty' } });
});

test('a compressed upload → 415, whatever its type', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const type of ['image/png', 'multipart/form-data; boundary=b']) {
    const response = await fetch(`${url}/classify-image`, {
      method: 'POST',
      headers: { 'Content-Type': type, 'Content-Encoding': 'gzip' },
      body: IMAGE,
    });
    t.is(response.status, 415);
    t.like(await response.json(), { error: { code: 'unsupported_media_type' } });
  }
});

test("curl's default type is refused with the types that are taken", async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const response = await upload(running, IMAGE, { type: 'application/x-www-form-urlencoded' });
  t.is(response.status, 415);
  const { error } = (await response.json()) as { error: { message: string } };
  t.true(
    error.message.endsWith(' application/octet-stream, not "application/x-www-form-urlencoded"'),
    error.message,
  );
});

test('an image that cannot be decoded is refused as that of a URL is', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.classifier.behaviour = () =>
    Promise.reject(new ServiceError('not_an_image', 'what came is no image'));
  const response = await upload(running);
  t.is(response.status, 422);
  t.like(await response.json(), { error: { code: 'not_an_image' } });
});

test('a body where none is taken is ignored, and the connection stays usable', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const client = await openConnection(running.service.port);
  client.send('GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello');
  client.send('GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const answers = await client.closed;
  t.true(answers.startsWith('HTTP/1.1 200 '));
  t.like(bodyOf(answers), { error: { code: 'not_found' } });
});
