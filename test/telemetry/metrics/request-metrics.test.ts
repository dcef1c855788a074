import test from 'ava';
import { Registry } from 'prom-client';
import { RequestMetrics } from '../../../src/telemetry/metrics/request-metrics.js';
import { RequestRecord } from '../../../src/telemetry/request-record.js';

/** The upper bounds of a histogram's buckets, in the order of the text. */
function bounds(text: string, name: string): number[] {
  const line = new RegExp(`^${name}_bucket\\{le="([^"]+)"`, 'gm');
  return [...text.matchAll(line)].map(([, bound]) => Number(bound?.replace('+Inf', 'Infinity')));
}

test('the buckets ascend from a cached answer to the longest fetch', async (t) => {
  const registry = new Registry();
  const metrics = new RequestMetrics(registry);
  metrics.stage({ stage: 'fetch', start: 0, milliseconds: 20 });
  metrics.finished(new RequestRecord({ id: '1', address: undefined }, () => undefined), 20);
  const text = await registry.metrics();
  for (const name of [
    'classifier_http_request_duration_seconds',
    'classifier_stage_duration_seconds',
  ]) {
    const found = bounds(text, name);
    t.deepEqual(
      found,
      found.toSorted((a, b) => a - b),
      name,
    );
    t.is(found[0], 0.001);
    t.is(found.at(-2), 30);
  }
});
