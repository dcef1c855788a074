import { Counter, Histogram, type Registry } from 'prom-client';
import {
  CACHE_RESULTS,
  IMAGE_SOURCES,
  type RequestRecord,
  type StageRun,
} from '../request-record.js';

/** A cached answer takes a fraction of a millisecond, a slow fetch up to `IMAGE_FETCH_TIMEOUT`. */
const REQUEST_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
const STAGE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A client may send any method: all others are one. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const OTHER = 'other';
const NONE = 'none';

/** What requests and their stages tell. Every label has a fixed set of values: no URL, no key. */
export class RequestMetrics {
  private readonly requests: Counter<'route' | 'method' | 'status' | 'code'>;
  private readonly durations: Histogram<'route'>;
  private readonly stages: Histogram<'stage'>;
  private readonly cache: Counter<'result'>;
  private readonly images: Counter<'source'>;
  private readonly failures: Counter<'code'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'classifier_http_requests_total',
      help: 'Requests by route, method, status (none: no answer was sent) and error code.',
      labelNames: ['route', 'method', 'status', 'code'],
      registers,
    });
    this.durations = new Histogram({
      name: 'classifier_http_request_duration_seconds',
      help: 'Time from the arrival of the headers until the answer was sent.',
      labelNames: ['route'],
      buckets: REQUEST_BUCKETS,
      registers,
    });
    this.stages = new Histogram({
      name: 'classifier_stage_duration_seconds',
      help: 'Time of each stage of the work for one image. A fetch counts also when it fails.',
      labelNames: ['stage'],
      buckets: STAGE_BUCKETS,
      registers,
    });
    this.cache = new Counter({
      name: 'classifier_cache_requests_total',
      help: 'Images by how the cache served them; collapsed shares the work of another request.',
      labelNames: ['result'],
      registers,
    });
    this.images = new Counter({
      name: 'classifier_images_requested_total',
      help: 'Images that requests asked about, by how they came: by URL or as an upload.',
      labelNames: ['source'],
      registers,
    });
    this.failures = new Counter({
      name: 'classifier_batch_images_failed_total',
      help: 'Images of batches that have an error in the answer, by its code.',
      labelNames: ['code'],
      registers,
    });
    // Series that are there from the start show their first increase.
    for (const result of CACHE_RESULTS) this.cache.inc({ result }, 0);
    for (const source of IMAGE_SOURCES) this.images.inc({ source }, 0);
  }

  finished(
    { arrival, route, status, errorCode, cacheResults, source, images, failures }: RequestRecord,
    milliseconds: number,
  ): void {
    this.requests.inc({
      route,
      method: methodOf(arrival.method),
      status: status ?? NONE,
      code: errorCode ?? NONE,
    });
    this.durations.observe({ route }, milliseconds / 1000);
    for (const result of cacheResults) this.cache.inc({ result });
    if (source !== undefined) this.images.inc({ source }, images);
    for (const code of failures) this.failures.inc({ code });
  }

  stage({ stage, milliseconds }: StageRun): void {
    this.stages.observe({ stage }, milliseconds / 1000);
  }
}

function methodOf(method: string | undefined): string {
  if (method === undefined) return NONE;
  return METHODS.has(method) ? method : OTHER;
}
