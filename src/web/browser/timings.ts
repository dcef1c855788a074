import { element } from './dom.js';

/** The stages that the service names in `Server-Timing`, in plain words. */
const STAGES: Readonly<Record<string, string>> = {
  fetch: 'Load the image',
  queue: 'Wait for a processor',
  decode: 'Decode',
  inference: 'Run the model',
  total: 'In all',
};

/** `fetch;dur=5.1, total;dur=26.0` → the stages with their milliseconds. */
export function parseServerTiming(
  header: string,
): (readonly [stage: string, milliseconds: number])[] {
  return header.split(',').flatMap((metric) => {
    const [stage = '', ...parameters] = metric.trim().split(';');
    const duration = parameters.find((parameter) => parameter.startsWith('dur='));
    return duration === undefined ? [] : [[stage, Number(duration.slice('dur='.length))] as const];
  });
}

/** What the cache had to do with an answer, from `Cache-Status` (RFC 9211). */
export function cacheWords(header: string): string {
  const parameters = header.split(';').map((parameter) => parameter.trim());
  if (parameters.includes('hit')) return 'Answered from the cache';
  if (parameters.includes('collapsed')) return 'Shared with a request for the same image';
  return 'Newly computed';
}

/** How long each stage took, and whether the cache answered. */
export function timingsView(headers: Headers): HTMLElement {
  const cache = headers.get('Cache-Status');
  const rows = parseServerTiming(headers.get('Server-Timing') ?? '').map(([stage, milliseconds]) =>
    element(
      'div',
      { class: stage === 'total' ? 'total' : 'stage' },
      element('dt', {}, STAGES[stage] ?? stage),
      element('dd', {}, `${milliseconds.toFixed(1)} ms`),
    ),
  );
  const list = element('dl', { class: 'timings' }, ...rows);
  if (cache === null) return list;
  return element('div', {}, element('p', { class: 'cache' }, cacheWords(cache)), list);
}
