import type { Findings } from '../result.js';
import type { Bench } from './bench.js';
import { measureThroughput } from './throughput.js';

/** One URL repeatedly: cached answers, compared with a route that does nothing. */
export function hot(bench: Bench): Promise<Findings> {
  return measureThroughput(bench, {
    what: 'one hot URL, concurrency 32',
    unit: 'answers/s',
    concurrency: 32,
    nextUrl: () => bench.images.hot,
    names: ['ours', 'cluster', 'tuned', 'bare'],
    against: 'cluster',
    target: { of: 'ratio', atLeast: 1 },
  });
}
