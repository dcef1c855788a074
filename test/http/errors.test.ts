import test from 'ava';
import { type ErrorCode, ServiceError, STATUS_OF_CODE } from '../../src/errors.js';
import { REQUEST_MONITOR } from '../../src/monitor/request-monitor.js';
import { classify, startFakeService } from '../helpers/service.js';

const IMAGE_URL = 'http://example.com/dog.jpg';

interface ErrorBody {
  error: { code: string; message: string; upstream_status?: number };
}

const FROM_FETCHING: ErrorCode[] = [
  'address_not_allowed',
  'image_unavailable',
  'image_too_large',
  'upstream_error',
  'upstream_timeout',
];
for (const code of FROM_FETCHING)
  test(`${code} from fetching is answered with ${STATUS_OF_CODE[code]}`, async (t) => {
    const { service, fetcher, ...running } = await startFakeService();
    t.teardown(() => service.stop());
    fetcher.behaviour = () => Promise.reject(new ServiceError(code, 'what happened'));
    const response = await classify(running, { image_url: IMAGE_URL });
    t.is(response.status, STATUS_OF_CODE[code]);
    t.deepEqual(await response.json(), { error: { code, message: 'what happened' } });
  });

const FROM_CLASSIFYING: ErrorCode[] = [
  'not_an_image',
  'image_too_many_pixels',
  'overloaded',
  'not_ready',
];
for (const code of FROM_CLASSIFYING)
  test(`${code} from classifying is answered with ${STATUS_OF_CODE[code]}`, async (t) => {
    const { service, classifier, ...running } = await startFakeService();
    t.teardown(() => service.stop());
    classifier.behaviour = () => Promise.reject(new ServiceError(code, 'what happened'));
    const response = await classify(running, { image_url: IMAGE_URL });
    t.is(response.status, STATUS_OF_CODE[code]);
    t.deepEqual(await response.json(), { error: { code, message: 'what happened' } });
    t.is(response.headers.get('retry-after'), STATUS_OF_CODE[code] === 503 ? '1' : null);
  });

test('the status of the image server is shown as upstream_status', async (t) => {
  const { service, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  fetcher.behaviour = () =>
    Promise.reject(new ServiceError('image_unavailable', 'gone', { upstreamStatus: 410 }));
  const response = await classify(running, { image_url: IMAGE_URL });
  t.is(((await response.json()) as ErrorBody).error.upstream_status, 410);
});

test('Retry-After is what the error says, in whole seconds', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  classifier.behaviour = () =>
    Promise.reject(new ServiceError('overloaded', 'full', { retryAfter: 2.5 }));
  const response = await classify(running, { image_url: IMAGE_URL });
  t.is(response.headers.get('retry-after'), '3');
});

test('anything unexpected is internal_error: logged with its stack, never shown', async (t) => {
  const { service, classifier, log, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  classifier.behaviour = () => Promise.reject(new Error('secret at /srv/secret'));
  const response = await classify(running, { image_url: IMAGE_URL });
  const text = await response.text();

  t.is(response.status, 500);
  t.is((JSON.parse(text) as ErrorBody).error.code, 'internal_error');
  t.false(text.includes('secret'));
  const line = log.lines.find(({ level }) => level === 'error');
  t.true((line?.fields as { err: Error }).err.stack?.includes('secret'));
});

test('an unexpected error in another route is internal_error too', async (t) => {
  const { service, url } = await startFakeService(
    {},
    {
      override: (container) => {
        const report = () => Promise.reject(new Error('broken'));
        container.registerInstance(REQUEST_MONITOR, { report });
      },
    },
  );
  t.teardown(() => service.stop());
  const response = await fetch(`${url}/report`);
  t.is(response.status, 500);
  t.is(((await response.json()) as ErrorBody).error.code, 'internal_error');
});

test('every answer has the security headers, errors included', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const [method, path] of [
    ['GET', '/livez'],
    ['HEAD', '/livez'],
    ['GET', '/report'],
    ['GET', '/nowhere'],
    ['GET', '/classify-image'],
    // An answer without a body.
    ['OPTIONS', '/classify-image'],
  ] as const) {
    const { headers } = await fetch(`${url}${path}`, { method });
    t.is(headers.get('x-content-type-options'), 'nosniff', path);
    t.is(headers.get('cache-control'), 'no-store', path);
    t.is(
      headers.get('content-security-policy'),
      "default-src 'none'; frame-ancestors 'none'",
      path,
    );
    t.is(headers.get('referrer-policy'), 'no-referrer', path);
    t.is(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    t.is(headers.get('x-powered-by'), null, path);
  }
});
