import type { Findings } from '../result.js';
import type { Bench } from './bench.js';
import { measureThroughput } from './throughput.js';

/** Photos of 12 megapixels, each at a new URL. */
export function large(bench: Bench): Promise<Findings> {
  return measureThroughput(bench, {
    what: '12-megapixel photos, concurrency 8',
    unit: 'images/s',
    concurrency: 8,
    nextUrl: () => bench.images.nextLarge(),
    names: ['cluster', 'tuned', 'written'],
    against: 'cluster',
    target: { of: 'ratio', atLeast: 1.15 },
  });
}
