import { sharedTimings } from '../../inference/classifier.js';
import type { Answer, Miss } from '../../classification/classify-image.js';
import type { HeaderList } from './send.js';

/** `Cache-Status` (RFC 9211) and `Server-Timing` (in milliseconds). */
export function cacheHeaders(answer: Answer): HeaderList {
  const { miss, seconds } = answer;
  return ['Cache-Status', cacheStatus(answer), ...timingHeader(miss && stages(miss), seconds)];
}

/**
 * `Server-Timing`.
 *
 * @param stages milliseconds of each, in order; none if nothing was worked on
 * @param seconds since the request arrived
 */
export function timingHeader(
  stages: Readonly<Record<string, number>> | undefined,
  seconds: number,
): HeaderList {
  const total = `total;dur=${(seconds * 1000).toFixed(1)}`;
  if (stages === undefined) return ['Server-Timing', total];
  const entries = Object.entries(stages);
  const text = entries.map(([name, milliseconds]) => `${name};dur=${milliseconds.toFixed(1)}`);
  return ['Server-Timing', [...text, total].join(', ')];
}

function cacheStatus({ miss, classifications }: Answer): string {
  if (miss === undefined) return 'classifier; hit';
  // RFC 9211, 2.2: `partial` if the cache had a part of the response, here some models' results.
  // An image that was not fetched has no URI.
  const absent = miss.fetch === undefined ? 'miss' : 'uri-miss';
  const forward = miss.classifications.size < classifications.size ? 'partial' : absent;
  // RFC 9211, 2.5: a collapsed request shares the work of another request.
  const how = miss.collapsed ? '; collapsed' : '';
  return `classifier; fwd=${forward}${how}${miss.stored ? '; stored' : ''}`;
}

/** In order. */
function stages({ fetch, classifications }: Miss): Record<string, number> {
  const { queue, decode, inference } = sharedTimings(classifications);
  return { ...(fetch !== undefined && { fetch }), queue, decode, inference };
}
