import test from 'ava';
import { ServiceError } from '../../../src/errors.js';
import { classify, until } from '../../helpers/service.js';
import { batch, resultsOf, start, urlOf } from './batch.js';

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
