import { createHash } from 'node:crypto';
import test from 'ava';
import { ServiceError } from '../../src/errors.js';
import { bodyOf, openConnection, postHead } from '../helpers/raw-http.js';
import { classification, startFakeService, until } from '../helpers/service.js';

const IMAGE = Buffer.from('the bytes of an image');
type Running = Awaited<ReturnType<typeof startFakeService>>;

/** Sends an image as the body of a request. */
function upload(
  { url }: { url: string },
  body: Uint8Array | ReadableStream = IMAGE,
  { query = '', type = 'image/png' } = {},
): Promise<Response> {
  return fetch(`${url}/classify-image${query}`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
}

/** The value of a series without labels. */
async function metric({ url }: Running, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1],
  );
}

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

test('top_k and model are parameters of the query', async (t) => {
  const running = await startFakeService({}, { otherModels: ['nudity'] });
  t.teardown(() => running.service.stop());
  const one = await upload(running, IMAGE, { query: '?top_k=2&model=nudity' });
  t.like(await one.json(), {
    classification: 'nudity_golden_retriever',
    predictions: [{ confidence: '0.864' }, { classification: 'nudity_cat' }],
  });
  const both = await upload(running, IMAGE, { query: '?model=nudity&model=squeezenet1_1' });
  t.like(await both.json(), {
    models: {
      nudity: { classification: 'nudity_golden_retriever' },
      squeezenet1_1: { classification: 'golden_retriever' },
    },
  });
});

const BAD_QUERIES: [query: string, message: RegExp][] = [
  ['?top_k=0', /^top_k must be an integer from 1 to 1000$/],
  ['?top_k=1001', /^top_k must be/],
  ['?top_k=', /^top_k must be/],
  ['?top_k=1.0', /^top_k must be/],
  ['?top_k=%201', /^top_k must be/],
  ['?top_k=1e2', /^top_k must be/],
  ['?top_k=1&top_k=1', /^top_k must be/],
  ['?topk=1', /^unknown query parameter "topk": the parameters are top_k, model$/],
  ['?image_url=http://a/', /^unknown query parameter "image_url"/],
  ['?__proto__=1', /^unknown query parameter "__proto__"/],
  ['?constructor=1', /^unknown query parameter "constructor"/],
  ['?model=dogs', /^unknown model "dogs": the models are squeezenet1_1$/],
  ['?model=squeezenet1_1&model=squeezenet1_1', /^model must be the name of a model, or a list/],
];
for (const [query, message] of BAD_QUERIES)
  test(`${query} → 400 invalid_request`, async (t) => {
    const running = await startFakeService();
    t.teardown(() => running.service.stop());
    const response = await upload(running, IMAGE, { query });
    t.is(response.status, 400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    t.is(error.code, 'invalid_request');
    t.regex(error.message, message);
    t.is(running.classifier.calls, 0);
  });

test('JSON takes options from the query too, but not the same one twice', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const post = (query: string, body: object) =>
    fetch(`${url}/classify-image${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const taken = await post('?top_k=1', { image_url: 'http://a/' });
  t.is(((await taken.json()) as { predictions: unknown[] }).predictions.length, 1);
  const refused = await post('?top_k=1', { image_url: 'http://a/', top_k: 1 });
  t.is(refused.status, 400);
  t.like(await refused.json(), { error: { message: 'top_k is in the query and in the body' } });
});

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

/** A body without a length. */
function chunked(chunks: Iterable<Uint8Array>): ReadableStream {
  return ReadableStream.from(chunks);
}

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
  t.true(error.message.includes('application/octet-stream'), error.message);
});

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

test('an image that cannot be decoded is refused as that of a URL is', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.classifier.behaviour = () =>
    Promise.reject(new ServiceError('not_an_image', 'what came is no image'));
  const response = await upload(running);
  t.is(response.status, 422);
  t.like(await response.json(), { error: { code: 'not_an_image' } });
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
