import { sharedTimings } from '../../inference/classifier.js';
import type { Answer, Miss } from '../../classification/classify-image.js';
import type { HeaderList } from './send.js';

/** `Cache-Status` (RFC 9211) and `Server-Timing` (in milliseconds). */
export function cacheHeaders(answer: Answer): HeaderList {
  return ['Cache-Status', cacheStatus(answer), 'Server-Timing', serverTiming(answer)];
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

function serverTiming({ miss, seconds }: Answer): string {
  const total = `total;dur=${(seconds * 1000).toFixed(1)}`;
  if (miss === undefined) return total;
  return Object.entries(stages(miss))
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .concat(total)
    .join(', ');
}

/** In order. */
function stages({ fetch, classifications }: Miss): Record<string, number> {
  const { queue, decode, inference } = sharedTimings(classifications);
  return { ...(fetch !== undefined && { fetch }), queue, decode, inference };
}
