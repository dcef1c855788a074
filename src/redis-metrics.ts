import type { Shared } from './shared.js';
import type { Metrics } from './telemetry/metrics/metrics.js';

/** Seconds. A command has at most a quarter of a second. */
const REDIS_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25];

/** Adds what is only there with `REDIS_URL`. */
export function addRedisMetrics(metrics: Metrics, { link, cache, claims, monitor }: Shared): void {
  metrics.gauge({
    name: 'classifier_redis_up',
    help: 'Whether Redis is used: 0 while it is away and everything goes on from memory.',
    read: () => (link.up ? 1 : 0),
  });
  metrics.counter({
    name: 'classifier_redis_commands_total',
    help: 'Commands that were sent to Redis.',
    read: () => link.sent,
  });
  metrics.counter({
    name: 'classifier_redis_commands_failed_total',
    help: 'Commands that were sent to Redis and failed, or had no reply in time.',
    read: () => link.failed,
  });
  link.timed(
    metrics.histogram({
      name: 'classifier_redis_command_duration_seconds',
      help: 'From a command to Redis until its reply.',
      buckets: REDIS_BUCKETS,
    }),
  );
  metrics.counters({
    name: 'classifier_redis_cache_hits_total',
    help: 'Results found: in the memory of this process, or in Redis.',
    labels: ['place'],
    read: () => labelled('place', cache.found),
  });
  if (claims)
    metrics.counters({
      name: 'classifier_redis_claims_total',
      help: 'Claims on work: granted, or refused because another replica was doing it.',
      labels: ['answer'],
      read: () => labelled('answer', claims.answers),
    });
  metrics.gauge({
    name: 'classifier_redis_uncounted_requests',
    help: 'Requests that wait to be counted for the report of all replicas.',
    read: () => monitor.unsent,
  });
}

/** One reading for each of the numbers, labelled with its name. */
function labelled<Label extends string>(label: Label, numbers: Readonly<Record<string, number>>) {
  return Object.entries(numbers).map(([name, value]) => ({
    labels: { [label]: name } as Record<Label, string>,
    value,
  }));
}
