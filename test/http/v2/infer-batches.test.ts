import test from 'ava';
import { ServiceError } from '../../../src/errors.js';
import { classification, DEFAULT_MODEL, startFakeService, until } from '../../helpers/service.js';
import { HEADER_LENGTH, IMAGE_MODEL, imageInput, infer, VALUES } from './ask.js';

test('an image that is refused fails the whole batch, and is named', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.classifier.behaviour = (image) =>
    Buffer.from(image).toString() === 'bad'
      ? Promise.reject(new ServiceError('not_an_image', 'this is no image'))
      : Promise.resolve(classification());
  const batch = await infer(running, IMAGE_MODEL, { inputs: [imageInput('good', 'bad')] });
  t.is(batch.status, 422);
  t.deepEqual(await batch.json(), { error: 'element 1 of the input: this is no image' });
  const one = await infer(running, IMAGE_MODEL, { inputs: [imageInput('bad')] });
  t.is(one.status, 422);
  t.deepEqual(await one.json(), { error: 'this is no image' });
  t.like(running.log.events.at(-2)?.fields, {
    'error.code': 'not_an_image',
    'classifier.image.source': 'upload',
    'classifier.batch.images': 2,
    'classifier.batch.failed': 1,
  });
});

test('a failure of a tensor ends its batch', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.classifier.behaviour = () =>
    Promise.reject(new ServiceError('overloaded', 'too many', { retryAfter: 3 }));
  const response = await infer(running, DEFAULT_MODEL, Buffer.alloc(20 * VALUES), {
    [HEADER_LENGTH]: '0',
  });
  t.is(response.status, 503);
  t.is(response.headers.get('retry-after'), '3');
  t.deepEqual(await response.json(), { error: 'too many' });
  // A few at a time are tried, and no more.
  t.is(running.classifier.tensors.length, 8);
});

test('each image and each tensor counts in the rate limit', async (t) => {
  const running = await startFakeService({ RATE_LIMIT: '11/3600' });
  t.teardown(() => running.service.stop());
  const images = (count: number) =>
    infer(running, IMAGE_MODEL, {
      inputs: [imageInput(...Array.from({ length: count }, (_, index) => `image ${index}`))],
    });
  t.is((await images(4)).status, 200);
  const tensors = await infer(running, DEFAULT_MODEL, Buffer.alloc(5 * VALUES), {
    [HEADER_LENGTH]: '0',
  });
  t.is(tensors.status, 200);
  t.is((await images(12)).status, 400);
  const refused = await images(2);
  t.is(refused.status, 429);
  t.truthy(refused.headers.get('retry-after'));
  t.regex(((await refused.json()) as { error: string }).error, /^more than 11 requests/);
});

test('the images of a request and their bytes are bounded with all others', async (t) => {
  const running = await startFakeService({ CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => running.service.stop());
  const open: (() => void)[] = [];
  running.classifier.behaviour = () =>
    new Promise((resolve) => {
      open.push(() => {
        resolve(classification());
      });
    });
  const raw = { [HEADER_LENGTH]: '0' };
  const waiting = [
    infer(running, IMAGE_MODEL, 'one', raw),
    infer(running, IMAGE_MODEL, 'two', raw),
  ];
  await until(() => open.length === 2);
  const refused = await infer(running, DEFAULT_MODEL, Buffer.alloc(VALUES), raw);
  t.is(refused.status, 503);
  t.deepEqual(await refused.json(), { error: 'too many images are waiting: try again soon' });
  for (const finish of open) finish();
  for (const response of await Promise.all(waiting)) t.is(response.status, 200);
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  t.regex(metrics, /^classifier_images_in_progress_bytes 0$/m);
});

test('when the client hangs up, tensors that have not begun are not begun', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const { classifier, log } = running;
  classifier.behaviour = (_image, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  const client = new AbortController();
  const asked = fetch(`${running.url}/v2/models/${DEFAULT_MODEL}/infer`, {
    method: 'POST',
    headers: { [HEADER_LENGTH]: '0' },
    body: Buffer.alloc(20 * VALUES),
    signal: client.signal,
  });
  await until(() => classifier.tensors.length === 8);
  client.abort();
  await t.throwsAsync(asked, { any: true });
  await until(() => log.events.length === 1);
  t.like(log.events[0]?.fields, { 'error.code': 'client_gone' });
  t.is(classifier.tensors.length, 8);
});
