import type { Findings } from '../result.js';
import type { Bench } from './bench.js';
import { measureThroughput } from './throughput.js';

const CONCURRENCIES = [1, 8, 32];
/** As a multiple of the rate of the tuned Node stack on all cores. */
const AT_LEAST = 1.4;

/** Photos of ordinary size, each at a new URL, so nothing is cached. */
export async function cold(bench: Bench): Promise<Findings> {
  const findings: Findings[] = [];
  for (const concurrency of CONCURRENCIES)
    findings.push(
      await measureThroughput(bench, {
        what: `cold images, concurrency ${concurrency}`,
        unit: 'images/s',
        concurrency,
        nextUrl: () => bench.images.nextOrdinary(),
        names: ['cluster', 'tuned', 'written'],
        against: 'cluster',
        target: { of: 'ratio', atLeast: AT_LEAST },
      }),
    );
  return {
    rows: findings.flatMap(({ rows }) => rows),
    cpu: findings.flatMap(({ cpu = [] }) => cpu),
  };
}
