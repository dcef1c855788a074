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
function cacheWords(header: string): string {
  const parameters = header.split(';').map((parameter) => parameter.trim());
  if (parameters.includes('hit')) return 'from the cache';
  if (parameters.includes('collapsed')) return 'shared with a request for the same image';
  return 'newly computed';
}

/** In all how long it took and whether the cache answered; on a click, each stage. */
export function timingsView(headers: Headers, seconds: string): HTMLElement {
  const stages = parseServerTiming(headers.get('Server-Timing') ?? '');
  const total = stages.find(([stage]) => stage === 'total')?.[1] ?? Number(seconds) * 1000;
  const cache = cacheWords(headers.get('Cache-Status') ?? '');
  const rows = stages.map(([stage, milliseconds]) =>
    element(
      'div',
      { class: stage === 'total' ? 'total' : 'stage' },
      element('dt', {}, STAGES[stage] ?? stage),
      element('dd', {}, `${milliseconds.toFixed(1)} ms`),
    ),
  );
  return element(
    'details',
    { class: 'times' },
    element('summary', {}, `Answered in ${total.toFixed(1)} ms, ${cache}`),
    element('dl', { class: 'timings' }, ...rows),
  );
}
