import test from 'ava';
import { ServiceError } from '../../src/errors.js';
import { CLOCK } from '../../src/clock.js';
import { classify, startFakeService } from '../helpers/service.js';

test('nothing yet: a message with the number of the window', async (t) => {
  for (const [environment, seconds] of [
    [{}, '259200'],
    [{ MONITOR_WINDOW: '60' }, '60'],
  ] as const) {
    const { service, url } = await startFakeService(environment);
    t.teardown(() => service.stop());
    const response = await fetch(`${url}/report`);
    t.is(response.status, 200);
    t.deepEqual(await response.json(), {
      message: `service has no classify-image requests within ${seconds}s`,
    });
  }
});

test('successful classifications count, cache hits included, failures not', async (t) => {
  const { service, fetcher, url } = await startFakeService();
  t.teardown(() => service.stop());
  const image = (name: string) => ({ image_url: `http://example.com/${name}` });
  await classify({ url }, image('a'));
  for (let time = 0; time < 3; time++) await classify({ url }, image('b'));
  fetcher.behaviour = () => Promise.reject(new ServiceError('upstream_error', 'no'));
  await classify({ url }, image('c'));

  const response = await fetch(`${url}/report`);
  const report = (await response.json()) as Record<string, Record<string, number>>;
  t.deepEqual(
    Object.entries(report).map(([key, row]) => [key, row['num_requested']]),
    [
      ['http://example.com/b', 3],
      ['http://example.com/a', 1],
    ],
  );
  t.deepEqual(Object.keys(report['http://example.com/a'] ?? {}), [
    'num_requested',
    'processing_time_min',
    'processing_time_max',
    'processing_time_mean',
  ]);
});

test('the times of the report are the processing times, and the window ends', async (t) => {
  const clock = { now: 0 };
  const { service, fetcher, url } = await startFakeService(
    { MONITOR_WINDOW: '100' },
    { override: (container) => container.registerInstance(CLOCK, () => clock.now) },
  );
  t.teardown(() => service.stop());
  fetcher.behaviour = () => {
    clock.now += 250;
    return Promise.resolve(Buffer.from('an image'));
  };
  const answer = await classify({ url }, { image_url: 'http://example.com/' });
  t.is(((await answer.json()) as { processing_time: string }).processing_time, '0.250');
  const hit = await classify({ url }, { image_url: 'http://example.com/' });
  t.is(((await hit.json()) as { processing_time: string }).processing_time, '0.000');
  t.deepEqual(await (await fetch(`${url}/report`)).json(), {
    'http://example.com/': {
      num_requested: 2,
      processing_time_min: 0,
      processing_time_max: 0.25,
      processing_time_mean: 0.125,
    },
  });
  clock.now += 100_000;
  t.like(await (await fetch(`${url}/report`)).json(), {
    message: 'service has no classify-image requests within 100s',
  });
});
