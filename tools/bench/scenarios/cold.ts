import type { Findings } from '../result.js';
import type { Bench } from './bench.js';
import { measureThroughput } from './throughput.js';

/** The target at each concurrency, as a multiple of the tuned Node stack's rate. */
const TARGETS = [
  { concurrency: 1, atLeast: 1 },
  { concurrency: 8, atLeast: 1.4 },
  { concurrency: 32, atLeast: 1.4 },
];

/** Photos of ordinary size, each at a new URL, so nothing is cached. */
export async function cold(bench: Bench): Promise<Findings> {
  const findings: Findings[] = [];
  for (const { concurrency, atLeast } of TARGETS)
    findings.push(
      await measureThroughput(bench, {
        what: `cold images, concurrency ${concurrency}`,
        unit: 'images/s',
        concurrency,
        nextUrl: () => bench.images.nextOrdinary(),
        names: ['ours', 'tuned', 'written'],
        against: 'tuned',
        target: { of: 'ratio', atLeast },
      }),
    );
  return {
    rows: findings.flatMap(({ rows }) => rows),
    cpu: findings.flatMap(({ cpu = [] }) => cpu),
  };
}
