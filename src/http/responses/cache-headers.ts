import type { Answer } from '../../classification/classify-image.js';
import type { HeaderList } from './json-response.js';

/** `Cache-Status` (RFC 9211) and `Server-Timing` (in milliseconds). */
export function cacheHeaders(answer: Answer): HeaderList {
  return ['Cache-Status', cacheStatus(answer), 'Server-Timing', serverTiming(answer)];
}

function cacheStatus({ miss }: Answer): string {
  if (miss === undefined) return 'classifier; hit';
  // RFC 9211, 2.5: a collapsed request shares the work of another request.
  const how = miss.collapsed ? '; collapsed' : '';
  return `classifier; fwd=uri-miss${how}${miss.stored ? '; stored' : ''}`;
}

function serverTiming({ miss, classification, seconds }: Answer): string {
  const total = `total;dur=${(seconds * 1000).toFixed(1)}`;
  if (miss === undefined) return total;
  const { queue, decode, inference } = classification.timings;
  return Object.entries({ fetch: miss.fetch, queue, decode, inference })
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .concat(total)
    .join(', ');
}
