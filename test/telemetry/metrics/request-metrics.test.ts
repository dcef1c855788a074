import test from 'ava';
import { Registry } from 'prom-client';
import { RequestMetrics } from '../../../src/telemetry/metrics/request-metrics.js';
import { RequestRecord } from '../../../src/telemetry/request-record.js';

/** The upper bounds of a histogram's buckets, in the order of the text. */
function bounds(text: string, name: string): number[] {
  const line = new RegExp(`^${name}_bucket\\{le="([^"]+)"`, 'gm');
  return [...text.matchAll(line)].map(([, bound]) => Number(bound?.replace('+Inf', 'Infinity')));
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

function recordOf(method?: string): RequestRecord {
  return new RequestRecord({ id: '1', method, address: undefined }, () => undefined);
}

function start() {
  const registry = new Registry();
  return { metrics: new RequestMetrics(registry), text: () => registry.metrics() };
}

test('the buckets ascend from a cached answer to the longest fetch', async (t) => {
  const { metrics, text } = start();
  metrics.stage({ stage: 'fetch', start: 0, milliseconds: 20 });
  metrics.finished(recordOf(), 20);
  for (const name of [
    'classifier_http_request_duration_seconds',
    'classifier_stage_duration_seconds',
  ])
    t.deepEqual(bounds(await text(), name), [...BUCKETS, Infinity], name);
});

test('series of the cache and of sources are there from the start', async (t) => {
  const lines = (await start().text()).split('\n');
  for (const series of [
    'classifier_cache_requests_total{result="hit"} 0',
    'classifier_cache_requests_total{result="miss"} 0',
    'classifier_cache_requests_total{result="collapsed"} 0',
    'classifier_images_requested_total{source="url"} 0',
    'classifier_images_requested_total{source="upload"} 0',
  ])
    t.true(lines.includes(series), series);
});

test('a request counts by its labels, in seconds', async (t) => {
  const { metrics, text } = start();
  const record = recordOf('POST');
  record.route = '/classify-images';
  record.status = 200;
  record.askedBatch(3, 'upload');
  record.cached('hit');
  record.failures.push('not_an_image');
  metrics.finished(record, 1500);
  metrics.stage({ stage: 'decode', start: 0, milliseconds: 250 });
  const lines = (await text()).split('\n');
  for (const series of [
    'classifier_http_requests_total{route="/classify-images",method="POST",status="200",code="none"} 1',
    'classifier_http_request_duration_seconds_sum{route="/classify-images"} 1.5',
    'classifier_stage_duration_seconds_sum{stage="decode"} 0.25',
    'classifier_cache_requests_total{result="hit"} 1',
    'classifier_images_requested_total{source="upload"} 3',
    'classifier_images_requested_total{source="url"} 0',
    'classifier_batch_images_failed_total{code="not_an_image"} 1',
  ])
    t.true(lines.includes(series), series);
});

test('what is no HTTP, got no answer or has an odd method counts by fixed labels', async (t) => {
  const { metrics, text } = start();
  const gone = recordOf();
  gone.errorCode = 'client_gone';
  metrics.finished(gone, 1);
  const odd = recordOf('PROPFIND');
  odd.status = 405;
  metrics.finished(odd, 1);
  const lines = (await text()).split('\n');
  for (const labels of [
    'route="none",method="none",status="none",code="client_gone"',
    'route="none",method="other",status="405",code="none"',
  ])
    t.true(lines.includes(`classifier_http_requests_total{${labels}} 1`), labels);
});
