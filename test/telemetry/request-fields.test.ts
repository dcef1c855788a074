import test from 'ava';
import { requestFields, requestMessage } from '../../src/telemetry/request-line.js';
import { type Arrival, RequestRecord } from '../../src/telemetry/request-record.js';

function recordOf(arrival: Omit<Arrival, 'id'>): RequestRecord {
  return new RequestRecord({ id: 'one', ...arrival }, () => undefined);
}

function answered(status: number | undefined, errorCode?: string): RequestRecord {
  const record = recordOf({ method: 'GET', path: '/', address: '192.0.2.7' });
  record.status = status;
  record.errorCode = errorCode;
  return record;
}

const COMMON = {
  'event.kind': 'event',
  'event.category': ['web'],
  'event.type': ['access'],
  'event.action': 'http-request',
  'http.request.id': 'one',
};

test('all that is known of a request has a field', (t) => {
  const record = recordOf({ method: 'POST', path: '/classify-image', address: '192.0.2.7' });
  record.status = 504;
  record.errorCode = 'upstream_timeout';
  record.userName = 'ci';
  record.asked('url', new URL('http://example.com/a.jpg?secret'));
  record.cached('miss');
  record.ended('fetch', 1.5);
  const trace = { traceId: 'trace', spanId: 'span' };
  t.deepEqual(requestFields(record, 12.345678, 'path', trace), {
    ...COMMON,
    'event.outcome': 'failure',
    'event.duration': 12_345_678,
    'client.ip': '192.0.2.7',
    'http.request.method': 'POST',
    'url.path': '/classify-image',
    'http.response.status_code': 504,
    'error.code': 'upstream_timeout',
    'user.name': 'ci',
    'trace.id': 'trace',
    'span.id': 'span',
    'classifier.image.source': 'url',
    'classifier.image.url': 'http://example.com/a.jpg',
    'classifier.cache.status': 'miss',
    'classifier.duration.fetch': 1_500_000,
  });
});

test('what is not known has none', (t) => {
  const record = recordOf({ address: undefined });
  t.deepEqual(requestFields(record, 1, 'full', undefined), {
    ...COMMON,
    'event.outcome': 'unknown',
    'event.duration': 1_000_000,
  });
});

test('several images have their number, those that failed, and the sums of their stages', (t) => {
  const record = answered(200);
  record.askedBatch(2);
  record.failures.push('not_an_image');
  for (const result of ['hit', 'miss'] as const) record.cached(result);
  record.ended('fetch', 1);
  record.ended('fetch', 2);
  t.like(requestFields(record, 1, 'full', undefined), {
    'event.outcome': 'success',
    'classifier.image.source': 'url',
    'classifier.batch.images': 2,
    'classifier.batch.failed': 1,
    'classifier.cache.status': undefined,
    'classifier.duration.fetch': 3_000_000,
  });
  record.askedBatch(1);
  const one = requestFields(record, 1, 'full', undefined);
  t.false('classifier.batch.images' in one);
  t.is(one['classifier.cache.status'], 'hit');
});

test('a status from 400 is a failure', (t) => {
  for (const [status, outcome] of [
    [200, 'success'],
    [399, 'success'],
    [400, 'failure'],
    [500, 'failure'],
  ] as const)
    t.is(requestFields(answered(status), 1, 'full', undefined)['event.outcome'], outcome);
});

test('the message is the request, its answer and its time', (t) => {
  t.is(requestMessage(answered(200), 1.26), 'GET / 200 1.3 ms');
  t.is(requestMessage(answered(404, 'not_found'), 0.04), 'GET / 404 not_found 0.0 ms');
  t.is(requestMessage(answered(undefined, 'client_gone'), 20), 'GET / – client_gone 20.0 ms');
  const malformed = recordOf({ address: undefined });
  malformed.status = 400;
  t.is(requestMessage(malformed, 1), 'malformed request 400 1.0 ms');
  t.is(requestMessage(recordOf({ method: 'GET', address: undefined }), 1), 'GET  – 1.0 ms');
});

test('a request has asked about no image until it does', (t) => {
  t.is(recordOf({ address: undefined }).images, 0);
});
