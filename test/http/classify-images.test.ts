import 'reflect-metadata';
import test, { type ExecutionContext } from 'ava';
import { BATCH_LIMITS, DEFAULT_BATCH_LIMITS } from '../../src/classification/batch-limits.js';
import { ServiceError } from '../../src/errors.js';
import { openConnection } from '../helpers/raw-http.js';
import { classify, startFakeService, until } from '../helpers/service.js';

type Running = Awaited<ReturnType<typeof startFakeService>>;
type Options = Parameters<typeof startFakeService>;
type Result = Record<string, unknown> & { image_url: string; error?: { code: string } };

async function start(t: ExecutionContext, ...options: Options): Promise<Running> {
  const running = await startFakeService(...options);
  t.teardown(() => running.service.stop());
  return running;
}

/** Sends `POST /classify-images` with a JSON body. */
function batch({ url }: { url: string }, body: unknown, query = ''): Promise<Response> {
  return fetch(`${url}/classify-images${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function resultsOf(response: Response): Promise<Result[]> {
  return ((await response.json()) as { results: Result[] }).results;
}

const urlOf = (name: string | number) => `http://example.com/${name}`;

/** A fetch that waits for `open`. */
function gate({ fetcher }: Running) {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  fetcher.behaviour = async (_url, signal) => {
    await opened;
    signal.throwIfAborted();
    return Buffer.from('an image');
  };
  return { open };
}

test('each URL gets its result, in the order asked; one that fails does not fail the others', async (t) => {
  const running = await start(t);
  running.fetcher.behaviour = (url) =>
    url.pathname === '/gone'
      ? Promise.reject(new ServiceError('image_unavailable', 'gone', { upstreamStatus: 410 }))
      : Promise.resolve(Buffer.from('an image'));
  const image_urls = [urlOf('a'), 'no URL', urlOf('gone'), urlOf('b'), 'file:///etc/passwd'];
  const response = await batch(running, { image_urls });
  t.is(response.status, 200);
  const results = await resultsOf(response);
  t.deepEqual(
    results.map((result) => result.image_url),
    image_urls,
  );
  for (const index of [0, 3]) {
    t.deepEqual(Object.keys(results[index] ?? {}), [
      'image_url',
      'classification',
      'confidence',
      'processing_time',
    ]);
    t.like(results[index], { classification: 'golden_retriever', confidence: '0.864' });
    t.regex(String(results[index]?.['processing_time']), /^\d+\.\d{3}$/);
  }
  const message = 'the image URL is not an absolute http or https URL';
  t.deepEqual(results[1]?.error as unknown, { code: 'invalid_url', message });
  t.deepEqual(results[2]?.error as unknown, {
    code: 'image_unavailable',
    message: 'gone',
    upstream_status: 410,
  });
  t.is(results[4]?.error?.code, 'invalid_url');
});

test('a URL given several times is worked on once, also when it fails, and counted each time', async (t) => {
  const running = await start(t, { CACHE_MAXSIZE: '0' });
  running.fetcher.behaviour = (url) =>
    url.pathname === '/bad'
      ? Promise.reject(new ServiceError('upstream_error', 'reset'))
      : Promise.resolve(Buffer.from('an image'));
  const image_urls = ['a', 'bad', 'A/../a#x', 'b', 'bad', 'a'].map(urlOf);
  const results = await resultsOf(await batch(running, { image_urls }));
  t.deepEqual(
    results.map(({ error }) => error?.code ?? 'ok'),
    ['ok', 'upstream_error', 'ok', 'ok', 'upstream_error', 'ok'],
  );
  t.deepEqual(
    results.map(({ image_url }) => image_url),
    image_urls,
  );
  t.deepEqual(running.fetcher.urls.sort(), [urlOf('a'), urlOf('b'), urlOf('bad')]);
  const report = (await (await fetch(`${running.url}/report`)).json()) as Record<string, object>;
  t.deepEqual(Object.keys(report), [urlOf('a'), urlOf('b')]);
  t.like(report[urlOf('a')], { num_requested: 3 });
});

test('top_k and model hold for all images, from the body or the query', async (t) => {
  const running = await start(t, {}, { otherModels: ['nudity'] });
  const image_urls = [urlOf('a'), urlOf('b')];
  for (const response of [
    await batch(running, { image_urls, top_k: 2, model: 'nudity' }),
    await batch(running, { image_urls }, '?top_k=2&model=nudity'),
  ])
    for (const result of await resultsOf(response)) {
      t.is(result['classification'], 'nudity_golden_retriever');
      t.is((result['predictions'] as unknown[]).length, 2);
    }
  for (const result of await resultsOf(await batch(running, { image_urls, model: ['nudity'] })))
    t.deepEqual(Object.keys(result), ['image_url', 'models', 'processing_time']);
});

test('the cache answers what it has', async (t) => {
  const running = await start(t);
  await classify(running, { image_url: urlOf('a') });
  const results = await resultsOf(await batch(running, { image_urls: [urlOf('a'), urlOf('b')] }));
  t.is(results.filter(({ error }) => error === undefined).length, 2);
  t.is(running.classifier.calls, 2);
});

test('100 URLs are worked on 8 at a time', async (t) => {
  const running = await start(t);
  let underWay = 0;
  let most = 0;
  running.fetcher.behaviour = async () => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    return Buffer.from('an image');
  };
  const image_urls = Array.from({ length: 100 }, (_, i) => urlOf(i));
  const results = await resultsOf(await batch(running, { image_urls }));
  t.is(results.filter(({ classification }) => classification === 'golden_retriever').length, 100);
  t.is(most, 8);
});

test('all batches together leave half of the places to others', async (t) => {
  const running = await start(t, { CLASSIFIER_QUEUE_MAX: '3', CLASSIFIER_PROCESSES: '1' });
  const { open } = gate(running);
  const waiting = [0, 1].map((first) =>
    batch(running, { image_urls: [0, 2, 4].map((i) => urlOf(first + i)) }),
  );
  await until(() => running.fetcher.urls.length === 2);
  const alone = [classify(running, { image_url: urlOf('x') })];
  await until(() => running.fetcher.urls.length === 3);
  t.true(running.fetcher.urls.includes(urlOf('x')));
  open();
  for (const response of await Promise.all([...waiting, ...alone])) t.is(response.status, 200);
  for (const response of waiting)
    t.true((await resultsOf(await response)).every(({ error }) => error === undefined));
});

test('where all places are taken, an image of a batch waits for one', async (t) => {
  const running = await start(t, { CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' });
  const { open } = gate(running);
  const alone = ['x', 'y'].map((name) => classify(running, { image_url: urlOf(name) }));
  await until(() => running.fetcher.urls.length === 2);
  const waiting = batch(running, { image_urls: [urlOf('a'), urlOf('b')] });
  t.is((await classify(running, { image_url: urlOf('z') })).status, 503);
  open();
  for (const response of await Promise.all(alone)) t.is(response.status, 200);
  for (const result of await resultsOf(await waiting)) t.is(result.error, undefined);
});

test('an image of a batch that has waited long enough is overloaded, and fails no other', async (t) => {
  const limits = { ...DEFAULT_BATCH_LIMITS, patience: 20 };
  const running = await start(
    t,
    { CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' },
    { override: (container) => container.registerInstance(BATCH_LIMITS, limits) },
  );
  await classify(running, { image_url: urlOf('cached') });
  const { open } = gate(running);
  const alone = ['x', 'y'].map((name) => classify(running, { image_url: urlOf(name) }));
  await until(() => running.fetcher.urls.length === 3);
  const image_urls = [urlOf('a'), urlOf('cached'), urlOf('b')];
  const results = await resultsOf(await batch(running, { image_urls }));
  t.is(results[0]?.error?.code, 'overloaded');
  open();
  await Promise.all(alone);
});

test('when the client hangs up, what is under way is given up, and nothing more is begun', async (t) => {
  const running = await start(t);
  const { open } = gate(running);
  const signals: AbortSignal[] = [];
  const { behaviour } = running.fetcher;
  running.fetcher.behaviour = (url, signal) => {
    signals.push(signal);
    return behaviour(url, signal);
  };
  const body = JSON.stringify({ image_urls: Array.from({ length: 100 }, (_, i) => urlOf(i)) });
  const client = await openConnection(running.service.port);
  client.send(
    `POST /classify-images HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await until(() => signals.length === 8);
  client.socket.destroy();
  await until(() => signals.every(({ aborted }) => aborted));
  open();
  await fetch(`${running.url}/livez`);
  t.is(running.fetcher.urls.length, 8);
  t.is(running.classifier.calls, 0);
  t.deepEqual(running.log.lines, []);
  t.is((await classify(running, { image_url: urlOf('a') })).status, 200);
});

test('each URL counts in the rate limit', async (t) => {
  const running = await start(t, { RATE_LIMIT: '10/86400' });
  const image_urls = ['a', 'b', 'b', 'c'].map(urlOf);
  const first = await batch(running, { image_urls });
  t.is(first.status, 200);
  t.regex(first.headers.get('ratelimit') ?? '', /^"default";r=6;/);
  t.regex((await batch(running, { image_urls })).headers.get('ratelimit') ?? '', /;r=2;/);
  const refused = await batch(running, { image_urls });
  t.is(refused.status, 429);
  t.is(running.fetcher.urls.length, 3);
});

test('more URLs than the rate limit ever allows → invalid_request, not "try again"', async (t) => {
  const running = await start(t, { RATE_LIMIT: '3/86400' });
  const response = await batch(running, { image_urls: ['a', 'b', 'c', 'd'].map(urlOf) });
  t.is(response.status, 400);
  t.like(await response.json(), {
    error: {
      code: 'invalid_request',
      message:
        '4 images are more than the rate limit of 3 in 86400 s ever allows: send fewer at once',
    },
  });
});

const LIST = 'image_urls is required and must be a list of 1 to 100 strings';
const BAD: [name: string, body: unknown, status: number, message: string | RegExp][] = [
  ['no list', {}, 400, LIST],
  ['one URL', { image_urls: urlOf('a') }, 400, LIST],
  ['an empty list', { image_urls: [] }, 400, LIST],
  ['101 URLs', { image_urls: Array.from({ length: 101 }, () => urlOf('a')) }, 400, LIST],
  ['a number among URLs', { image_urls: [urlOf('a'), 1] }, 400, LIST],
  ['image_url', { image_url: urlOf('a') }, 400, LIST],
  [
    'another key',
    { image_urls: [urlOf('a')], topk: 1 },
    400,
    'unknown key "topk": the keys are image_urls, top_k, model',
  ],
  ['a bad top_k', { image_urls: [urlOf('a')], top_k: 0 }, 400, /^top_k must be/],
  ['an unknown model', { image_urls: [urlOf('a')], model: 'dogs' }, 400, /^unknown model "dogs"/],
  ['no JSON', '{', 400, 'the body is not valid JSON'],
  ['a large body', ' '.repeat(1_048_577), 413, 'the body is larger than 1048576 bytes'],
];
for (const [name, body, status, message] of BAD)
  test(`${name} → ${status}, and nothing is fetched`, async (t) => {
    const running = await start(t);
    const response = await batch(running, body);
    t.is(response.status, status);
    const { error } = (await response.json()) as { error: { message: string } };
    if (typeof message === 'string') t.is(error.message, message);
    else t.regex(error.message, message);
    t.deepEqual(running.fetcher.urls, []);
  });

test('100 URLs of the greatest length fit', async (t) => {
  const running = await start(t);
  const image_urls = Array.from({ length: 100 }, (_, i) => urlOf(i).padEnd(8192, 'x'));
  t.is((await resultsOf(await batch(running, { image_urls }))).length, 100);
});

test('another type of body → 415', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/classify-images`, { method: 'POST', body: new FormData() });
  t.is(response.status, 415);
});

test('what fails on our side is logged, and shows only its code', async (t) => {
  const running = await start(t);
  running.classifier.behaviour = () => Promise.reject(new Error('secret'));
  const [result] = await resultsOf(await batch(running, { image_urls: [urlOf('a')] }));
  t.is(result?.error?.code, 'internal_error');
  t.false(JSON.stringify(result).includes('secret'));
  t.like(running.log.lines, [{ level: 'error', message: 'internal error' }]);
});

test('log and metrics know how many images a batch had, and how many failed', async (t) => {
  const running = await start(t);
  const image_urls = [urlOf('a'), urlOf('b'), urlOf('a'), 'no URL'];
  await (await batch(running, { image_urls })).arrayBuffer();
  await until(() => running.log.events.length === 1);
  const fields = running.log.events[0]?.fields ?? {};
  t.like(fields, {
    'url.path': '/classify-images',
    'classifier.image.source': 'url',
    'classifier.batch.images': 4,
    'classifier.batch.failed': 1,
    'classifier.duration.decode': 4e6,
  });
  t.false('classifier.image.url' in fields);
  t.false('classifier.cache.status' in fields);
  const text = await (await fetch(`${running.url}/metrics`)).text();
  for (const series of [
    'classifier_images_requested_total{source="url"} 4',
    'classifier_cache_requests_total{result="miss"} 2',
    'classifier_batch_images_failed_total{code="invalid_url"} 1',
    'classifier_stage_duration_seconds_count{stage="fetch"} 2',
  ])
    t.true(text.includes(`${series}\n`), series);
});
