import test from 'ava';
import { CLAIMS } from '../../src/classification/claims.js';
import { RESULT_CACHE } from '../../src/cache/result-cache.js';
import { REQUEST_MONITOR } from '../../src/monitor/request-monitor.js';
import { classification, classify, startFakeService } from '../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };
const broken = () => Promise.reject(new Error('broken'));

test('a cache that fails is logged and never fails a classification', async (t) => {
  const { service, log, url } = await startFakeService(
    {},
    {
      override: (container) =>
        container.registerInstance(RESULT_CACHE, { get: broken, set: broken, close: broken }),
    },
  );
  t.teardown(() => service.stop());
  const response = await classify({ url }, IMAGE);
  t.is(response.status, 200);
  t.is(response.headers.get('cache-status'), 'classifier; fwd=uri-miss');
  t.deepEqual(
    log.lines.map(({ level, message }) => [level, message]),
    [
      ['warn', 'the cache could not be read'],
      ['warn', 'the cache could not be written'],
    ],
  );
});

test('a monitor that fails is logged and never fails a classification', async (t) => {
  const { service, log, url } = await startFakeService(
    {},
    {
      override: (container) =>
        container.registerInstance(REQUEST_MONITOR, { record: broken, report: broken }),
    },
  );
  t.teardown(() => service.stop());
  t.is((await classify({ url }, IMAGE)).status, 200);
  t.like(log.lines, [{ level: 'warn', message: 'the request could not be counted' }]);
});

test('the fetcher gets the URL, and the classifier the fetched bytes', async (t) => {
  const { service, fetcher, classifier, url } = await startFakeService();
  t.teardown(() => service.stop());
  const image = Buffer.from('the bytes');
  fetcher.behaviour = () => Promise.resolve(image);
  const classifyAsUsual = classifier.behaviour;
  classifier.behaviour = (bytes, signal) => {
    t.is(bytes, image);
    return classifyAsUsual(bytes, signal);
  };
  await classify({ url }, IMAGE);
  t.deepEqual(fetcher.urls, [IMAGE.image_url]);
});

test('what another replica has left in the cache is collapsed, and stored already', async (t) => {
  let looks = 0;
  const { service, fetcher, url } = await startFakeService(
    {},
    {
      override: (container) => {
        container.registerInstance(CLAIMS, { claim: () => Promise.resolve(undefined) });
        container.registerInstance(RESULT_CACHE, {
          // Not there when the request comes, nor at the first look.
          get: () => Promise.resolve(++looks > 2 ? classification() : undefined),
          set: broken,
          close: () => undefined,
        });
      },
    },
  );
  t.teardown(() => service.stop());
  const response = await classify({ url }, IMAGE);
  t.is(response.status, 200);
  t.is(response.headers.get('cache-status'), 'classifier; fwd=miss; collapsed; stored');
  t.deepEqual(fetcher.urls, []);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  t.regex(metrics, /^classifier_cache_requests_total\{result="collapsed"\} 1$/m);
});
