import test from 'ava';
import { explanation, startFakeService, until } from '../../helpers/service.js';
import { explain, IMAGE } from './explain.js';

test('concurrent requests for the same share the work; others do not, and nothing is kept', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  classifier.explanation = async (wish) => {
    await finished;
    return explanation(wish);
  };
  const first = explain(running, IMAGE);
  await until(() => classifier.wishes.length === 1);
  const same = explain(running, IMAGE);
  const others = [
    explain(running, { ...IMAGE, class: 2 }),
    explain(running, IMAGE, 'application/json'),
    explain(running, { ...IMAGE, opacity: 0 }),
    explain(running, { image_url: 'http://example.com/other.jpg' }),
  ];
  await until(() => classifier.wishes.length === 5);
  finish();
  t.is((await first).headers.get('cache-status'), 'classifier; fwd=bypass');
  t.is((await same).headers.get('cache-status'), 'classifier; fwd=bypass; collapsed');
  for (const other of await Promise.all(others))
    t.is(other.headers.get('cache-status'), 'classifier; fwd=bypass');
  t.is(classifier.wishes.length, 5);
  await explain(running, IMAGE);
  t.is(classifier.wishes.length, 6);
});

test('a client that hangs up leaves the queue', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const abandoned = new Promise<void>((resolve) => {
    classifier.explanation = (_wish, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          resolve();
          reject(signal.reason as Error);
        });
      });
  });
  const hangUp = new AbortController();
  const request = explain(running, IMAGE, undefined, hangUp.signal);
  await until(() => classifier.wishes.length === 1);
  hangUp.abort();
  t.is(await request.catch((error: unknown) => (error as Error).name), 'AbortError');
  await abandoned;
});

test('it needs the scope classify, counts for the rate limit, and not for the report', async (t) => {
  const { service, url } = await startFakeService({
    API_KEYS: 'all:all-0123456789abcdef',
    RATE_LIMIT: '3/60',
  });
  t.teardown(() => service.stop());
  t.is((await explain({ url }, IMAGE)).status, 401);
  const headers = { 'Content-Type': 'application/json', 'X-API-Key': 'all-0123456789abcdef' };
  const body = JSON.stringify(IMAGE);
  const ask = () => fetch(`${url}/explain-image`, { method: 'POST', headers, body });
  t.is((await ask()).status, 200);
  t.deepEqual(await (await fetch(`${url}/report`, { headers })).json(), {
    message: 'service has no classify-image requests within 259200s',
  });
  t.is((await ask()).status, 200);
  const limited = await ask();
  t.is(limited.status, 429);
  t.like(await limited.json(), { error: { code: 'rate_limited' } });
});

test('log and metrics have its image and its stages', async (t) => {
  const { service, log, url } = await startFakeService();
  t.teardown(() => service.stop());
  await (await explain({ url }, IMAGE)).arrayBuffer();
  await until(() => log.events.length === 1);
  t.like(log.events[0]?.fields, {
    'url.path': '/explain-image',
    'http.response.status_code': 200,
    'classifier.image.url': 'http://example.com/dog.jpg',
    'classifier.duration.queue': 1e6,
    'classifier.duration.decode': 2e6,
    'classifier.duration.inference': 3e6,
    'classifier.duration.render': 4e6,
  });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  t.regex(metrics, /^classifier_stage_duration_seconds_sum\{stage="render"\} 0\.004$/m);
  t.regex(
    metrics,
    /^classifier_http_requests_total\{route="\/explain-image",.*status="200".*\} 1$/m,
  );
});
