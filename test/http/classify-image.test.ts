import test from 'ava';
import { CLOCK } from '../../src/clock.js';
import { ServiceError } from '../../src/errors.js';
import { classify, startFakeService } from '../helpers/service.js';

const URL_OF_DOG = 'http://example.com/dog.jpg';

test('an image is classified with three strings of three decimals', async (t) => {
  const { service, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const response = await classify(running, { image_url: URL_OF_DOG });
  const body = (await response.json()) as Record<string, string>;

  t.is(response.status, 200);
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  t.deepEqual(Object.keys(body), ['classification', 'confidence', 'processing_time']);
  t.is(body['classification'], 'golden_retriever');
  t.is(body['confidence'], '0.864');
  t.regex(String(body['processing_time']), /^\d+\.\d{3}$/);
});

test('top_k adds predictions, best first, equal ones in the order of the classes', async (t) => {
  const { service, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  for (const topK of [1, 3, 1000]) {
    const response = await classify(running, { image_url: URL_OF_DOG, top_k: topK });
    const body = (await response.json()) as Record<string, unknown>;
    t.deepEqual(Object.keys(body), [
      'classification',
      'confidence',
      'processing_time',
      'predictions',
    ]);
    t.deepEqual(
      body['predictions'],
      [
        { classification: 'golden_retriever', confidence: '0.864' },
        { classification: 'cat', confidence: '0.050' },
        { classification: 'dog', confidence: '0.050' },
        { classification: 'teapot', confidence: '0.036' },
      ].slice(0, topK),
    );
  }
});

test('processing_time runs from the arrival of the request to its answer', async (t) => {
  const { service, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  fetcher.behaviour = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return Buffer.from('slow');
  };
  const response = await classify(running, { image_url: URL_OF_DOG });
  const body = (await response.json()) as { processing_time: string };
  t.true(Number(body.processing_time) >= 0.059, body.processing_time);
});

test('the second request is a cache hit: nothing is fetched or classified again', async (t) => {
  const { service, fetcher, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const first = await classify(running, { image_url: URL_OF_DOG });
  const second = await classify(running, { image_url: URL_OF_DOG, top_k: 2 });

  t.is(second.status, 200);
  t.is(first.headers.get('cache-status'), 'classifier; fwd=uri-miss; stored');
  t.is(second.headers.get('cache-status'), 'classifier; hit');
  t.is(fetcher.urls.length, 1);
  t.is(classifier.calls, 1);
});

test('spellings of one URL share a result, whatever their fragments', async (t) => {
  const { service, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  for (const spelling of ['HTTP://EXAMPLE.com:80/a/../dog.jpg#1', `${URL_OF_DOG}#`, URL_OF_DOG])
    t.is((await classify(running, { image_url: spelling })).status, 200);
  t.deepEqual(fetcher.urls, [URL_OF_DOG]);
});

test('with CACHE_MAXSIZE=0 each request is fetched and classified', async (t) => {
  const { service, fetcher, ...running } = await startFakeService({ CACHE_MAXSIZE: '0' });
  t.teardown(() => service.stop());
  const response = await classify(running, { image_url: URL_OF_DOG });
  t.is(response.headers.get('cache-status'), 'classifier; fwd=uri-miss');
  await classify(running, { image_url: URL_OF_DOG });
  t.is(fetcher.urls.length, 2);
});

test('Server-Timing names each stage in milliseconds', async (t) => {
  const { service, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const miss = await classify(running, { image_url: URL_OF_DOG });
  const hit = await classify(running, { image_url: URL_OF_DOG });
  t.regex(
    String(miss.headers.get('server-timing')),
    /^fetch;dur=\d+\.\d, queue;dur=1\.0, decode;dur=2\.0, inference;dur=3\.0, total;dur=\d+\.\d$/,
  );
  t.regex(String(hit.headers.get('server-timing')), /^total;dur=\d+\.\d$/);
});

test('the fetch takes what the clock says, and so does the whole request', async (t) => {
  let now = 5000;
  const { service, fetcher, ...running } = await startFakeService(
    {},
    { override: (container) => container.registerInstance(CLOCK, () => now) },
  );
  t.teardown(() => service.stop());
  fetcher.behaviour = () => {
    now += 250;
    return Promise.resolve(Buffer.from('an image'));
  };
  const response = await classify(running, { image_url: URL_OF_DOG });
  const timings = String(response.headers.get('server-timing'));
  t.regex(timings, /^fetch;dur=250\.0, .*, total;dur=250\.0$/);
  t.like(await response.json(), { processing_time: '0.250' });
});

test('an unknown key is refused by name, and nothing is fetched', async (t) => {
  const { service, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const response = await classify(running, { image_url: URL_OF_DOG, note: { by: ['me'] } });
  t.is(response.status, 400);
  t.deepEqual(await response.json(), {
    error: {
      code: 'invalid_request',
      message: 'unknown key "note": the keys are image_url, top_k, model',
    },
  });
  t.deepEqual(fetcher.urls, []);
});

test('failures are not cached: the next request tries again', async (t) => {
  const { service, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  fetcher.behaviour = () => Promise.reject(new ServiceError('upstream_error', 'no connection'));
  t.is((await classify(running, { image_url: URL_OF_DOG })).status, 502);
  fetcher.behaviour = () => Promise.resolve(Buffer.from('an image'));
  t.is((await classify(running, { image_url: URL_OF_DOG })).status, 200);
});
