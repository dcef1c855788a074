import type { LogSettings } from '../settings/telemetry.js';
import { shownUrl } from './image-url.js';
import type { LogLevel } from './log.js';
import type { RequestRecord } from './request-record.js';
import type { RequestSpan } from './tracing/tracing.js';

type Fields = Record<string, unknown>;

/** Monitoring asks for them every few seconds. */
const QUIET_ROUTES = new Set([
  '/livez',
  '/readyz',
  '/metrics',
  '/v2/health/live',
  '/v2/health/ready',
]);

const CATEGORY = ['web'];
const TYPE = ['access'];

/**
 * The level of a request's line: debug for health checks and metrics, unless they are refused; warn for
 * answers that say that something is wrong on this side or further back.
 */
export function levelOf({ route, status = 0 }: RequestRecord): LogLevel {
  if (QUIET_ROUTES.has(route) && (status < 400 || status === 503)) return 'debug';
  return status >= 500 ? 'warn' : 'info';
}

/**
 * A request's line in the Elastic Common Schema: only what is listed here, never a header.
 *
 * @param milliseconds since the request arrived
 * @param trace the request's own span, or else the one that its client named
 */
export function requestFields(
  record: RequestRecord,
  milliseconds: number,
  imageUrls: LogSettings['imageUrls'],
  trace: RequestSpan | undefined,
): Fields {
  const { arrival, status, errorCode, userName, source, image, images, cache } = record;
  const { id, method, path } = arrival;
  const fields: Fields = {
    'event.kind': 'event',
    'event.category': CATEGORY,
    'event.type': TYPE,
    'event.action': 'http-request',
    'event.outcome': outcomeOf(status),
    'event.duration': nanoseconds(milliseconds),
    'http.request.id': id,
  };
  if (record.clientAddress !== undefined) fields['client.ip'] = record.clientAddress;
  if (method !== undefined) fields['http.request.method'] = method;
  if (path !== undefined) fields['url.path'] = path;
  if (status !== undefined) fields['http.response.status_code'] = status;
  if (errorCode !== undefined) fields['error.code'] = errorCode;
  if (userName !== undefined) fields['user.name'] = userName;
  if (trace !== undefined) {
    fields['trace.id'] = trace.traceId;
    fields['span.id'] = trace.spanId;
  }
  if (source !== undefined) fields['classifier.image.source'] = source;
  if (image !== undefined) fields['classifier.image.url'] = shownUrl(image, imageUrls);
  if (images > 1) {
    fields['classifier.batch.images'] = images;
    fields['classifier.batch.failed'] = record.failures.length;
  }
  if (cache !== undefined) fields['classifier.cache.status'] = cache;
  addStages(record, fields);
  return fields;
}

/** What a person reads first. */
export function requestMessage(
  { arrival: { method, path }, status, errorCode }: RequestRecord,
  milliseconds: number,
): string {
  const request = method === undefined ? 'malformed request' : `${method} ${path ?? ''}`;
  const code = errorCode === undefined ? '' : ` ${errorCode}`;
  return `${request} ${status ?? '–'}${code} ${milliseconds.toFixed(1)} ms`;
}

/** The sums, where one request has several images. */
function addStages({ stages }: RequestRecord, fields: Fields): void {
  for (const { stage, milliseconds } of stages) {
    const name = `classifier.duration.${stage}`;
    fields[name] = ((fields[name] as number | undefined) ?? 0) + nanoseconds(milliseconds);
  }
}

function outcomeOf(status: number | undefined): string {
  if (status === undefined) return 'unknown';
  return status < 400 ? 'success' : 'failure';
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
