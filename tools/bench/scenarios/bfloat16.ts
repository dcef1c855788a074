import { canCompute } from '../../../src/settings/precision.js';
import type { Findings } from '../result.js';
import { agreementRow } from './agreement.js';
import type { Bench } from './bench.js';
import { measureThroughput } from './throughput.js';

const CONCURRENCIES = [8, 32];

/** The service in bfloat16: images that are not cached, and agreement with the reference; nothing on a processor without its instructions. */
export async function bfloat16(bench: Bench): Promise<Findings> {
  if (!canCompute('bfloat16')) return { rows: [] };
  const findings: Findings[] = [];
  for (const concurrency of CONCURRENCIES)
    findings.push(
      await measureThroughput(bench, {
        what: `cold images in bfloat16, concurrency ${concurrency}`,
        unit: 'images/s',
        concurrency,
        nextUrl: () => bench.images.nextOrdinary(),
        variant: 'bfloat16',
        names: ['cluster'],
        against: 'cluster',
        target: { of: 'ratio', atLeast: 1.75 },
      }),
    );
  return {
    rows: [...findings.flatMap(({ rows }) => rows), await agreementRow(bench, ['bfloat16'])],
    cpu: findings.flatMap(({ cpu = [] }) => cpu),
  };
}
