import type { ServerResponse } from 'node:http';
import type { Answer } from '../classification/classify-image.js';

/** Says how an answer came about: `Cache-Status` (RFC 9211) and `Server-Timing` (milliseconds). */
export function setWorkHeaders(response: ServerResponse, answer: Answer): void {
  response.setHeader('Cache-Status', cacheStatus(answer));
  response.setHeader('Server-Timing', serverTiming(answer));
}

function cacheStatus(answer: Answer): string {
  if (answer.hit) return 'classifier; hit';
  // RFC 9211, 2.5: a collapsed request has been answered by another one's work.
  const how = answer.collapsed ? '; collapsed' : '';
  return `classifier; fwd=uri-miss${how}${answer.stored ? '; stored' : ''}`;
}

function serverTiming(answer: Answer): string {
  const total = `total;dur=${(answer.seconds * 1000).toFixed(1)}`;
  if (answer.hit) return total;
  const { queue, decode, inference } = answer.classification.timings;
  return Object.entries({ fetch: answer.fetch, queue, decode, inference })
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .concat(total)
    .join(', ');
}
