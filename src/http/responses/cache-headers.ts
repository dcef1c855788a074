import type { ServerResponse } from 'node:http';
import type { Answer, Miss } from '../../classification/classify-image.js';

/** Sets `Cache-Status` (RFC 9211) and `Server-Timing` (in milliseconds). */
export function setWorkHeaders(response: ServerResponse, answer: Answer): void {
  response.setHeader('Cache-Status', cacheStatus(answer));
  response.setHeader('Server-Timing', serverTiming(answer));
}

function cacheStatus({ miss, classifications }: Answer): string {
  if (miss === undefined) return 'classifier; hit';
  // RFC 9211, 2.2: `partial` if the cache had a part of the response, here some models' results.
  const forward = miss.classifications.size < classifications.size ? 'partial' : 'uri-miss';
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

/** In order. The models share all stages but the last, in which they run one after the other. */
function stages({ fetch, classifications }: Miss): Record<string, number> {
  const timings = [...classifications.values()].map((classification) => classification.timings);
  const inference = timings.reduce((sum, stage) => sum + stage.inference, 0);
  return { fetch, queue: timings[0]?.queue ?? 0, decode: timings[0]?.decode ?? 0, inference };
}
