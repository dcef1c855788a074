import test from 'ava';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { classify, startFakeService } from '../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };

test('replicas share results, the report and the limit', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t);
  const environment = { REDIS_URL: redis.url, RATE_LIMIT: '4/3600' };
  const first = await startFakeService(environment);
  t.teardown(() => first.service.stop());
  const second = await startFakeService(environment);
  t.teardown(() => second.service.stop());
  t.is(
    (await classify(first, IMAGE)).headers.get('cache-status'),
    'classifier; fwd=uri-miss; stored',
  );
  t.is((await classify(second, IMAGE)).headers.get('cache-status'), 'classifier; hit');
  t.deepEqual(second.fetcher.urls, []);
  const report = (await (await fetch(`${first.url}/report`)).json()) as { urls: unknown };
  t.log(report);
  t.is((await classify(second, IMAGE)).status, 200);
  t.is((await classify(first, IMAGE)).status, 429);
});
