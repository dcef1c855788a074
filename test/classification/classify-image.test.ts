import test from 'ava';
import { RESULT_CACHE } from '../../src/cache/result-cache.js';
import { REQUEST_MONITOR } from '../../src/monitor/request-monitor.js';
import { classify, startFakeService } from '../helpers/service.js';

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
