import test from 'ava';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { classify, startFakeService } from '../helpers/service.js';

// Whole services with a fake fetcher and a fake classifier, on one Redis.

const IMAGE = { image_url: 'http://example.com/dog.jpg' };

type Report = Record<string, { num_requested: number }>;

async function reportOf({ url }: { url: string }): Promise<Report> {
  return (await (await fetch(`${url}/report`)).json()) as Report;
}

async function metricOf({ url }: { url: string }, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (.*)$`, 'm').exec(text)?.[1];
}

test('replicas share results, the report and the limit', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t);
  const environment = { REDIS_URL: redis.url, RATE_LIMIT: '4/3600' };
  const first = await startFakeService(environment);
  t.teardown(() => first.service.stop());
  const second = await startFakeService(environment);
  t.teardown(() => second.service.stop());
  const missed = await classify(first, IMAGE);
  t.is(missed.headers.get('cache-status'), 'classifier; fwd=uri-miss; stored');
  const hit = await classify(second, IMAGE);
  t.is(hit.headers.get('cache-status'), 'classifier; hit');
  t.regex(await hit.text(), /golden_retriever/);
  t.deepEqual(second.fetcher.urls, []);
  t.is((await reportOf(second))[IMAGE.image_url]?.num_requested, 2);
  t.is((await classify(first, IMAGE)).status, 200);
  t.is((await classify(second, IMAGE)).status, 429);
  t.is(await metricOf(first, 'classifier_redis_up'), '1');
  for (const [replica, name, value] of [
    [first, 'classifier_redis_claims_total{answer="granted"}', '1'],
    [first, 'classifier_redis_cache_hits_total{place="memory"}', '1'],
    [second, 'classifier_redis_cache_hits_total{place="redis"}', '1'],
    [second, 'classifier_redis_claims_total{answer="granted"}', '0'],
  ] as const)
    t.is(await metricOf(replica, name), value, name);
  t.not(await metricOf(second, 'classifier_redis_command_duration_seconds_count'), '0');
});

test('a service with another model never sees results and report of the first one', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t);
  const environment = { REDIS_URL: redis.url };
  const first = await startFakeService(environment);
  t.teardown(() => first.service.stop());
  await classify(first, IMAGE);
  const other = await startFakeService(environment, { otherModels: ['other'] });
  t.teardown(() => other.service.stop());
  t.is((await reportOf(other))[IMAGE.image_url], undefined);
  const response = await classify(other, IMAGE);
  t.is(response.headers.get('cache-status'), 'classifier; fwd=uri-miss; stored');
  t.is((await reportOf(first))[IMAGE.image_url]?.num_requested, 1);
});

test('a service starts without Redis, says so, and works', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t);
  await redis.kill();
  const service = await startFakeService({ REDIS_URL: redis.url, RATE_LIMIT: '2/3600' });
  t.teardown(() => service.service.stop());
  t.is(await metricOf(service, 'classifier_redis_up'), '0');
  t.is((await classify(service, IMAGE)).status, 200);
  t.is((await classify(service, IMAGE)).headers.get('cache-status'), 'classifier; hit');
  t.is((await classify(service, IMAGE)).status, 429);
  t.is(service.log.lines.filter(({ level }) => level === 'warn').length, 1);
});
