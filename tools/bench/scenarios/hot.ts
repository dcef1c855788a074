import type { Findings } from '../result.js';
import type { ContestantName, Ours } from '../servers/contestants.js';
import type { Bench } from './bench.js';
import { measureThroughput } from './throughput.js';

interface HotRow {
  readonly what: string;
  readonly variant?: Ours;
  readonly names: readonly ContestantName[];
  readonly against: ContestantName;
}

const ROWS: readonly HotRow[] = [
  // The stacks log nothing: this is like with like.
  {
    what: 'one hot URL, without a line a request',
    variant: 'unlogged',
    names: ['cluster', 'tuned', 'bare'],
    against: 'cluster',
  },
  { what: 'one hot URL, as shipped', names: ['unlogged'], against: 'unlogged' },
  {
    what: 'one hot URL, with keys and a limit too',
    variant: 'guarded',
    names: ['unlogged'],
    against: 'unlogged',
  },
];

/** One URL repeatedly: cached answers, compared with a route that does nothing. */
export async function hot(bench: Bench): Promise<Findings> {
  const findings: Findings[] = [];
  for (const row of ROWS)
    findings.push(
      await measureThroughput(bench, {
        ...row,
        unit: 'answers/s',
        concurrency: 32,
        nextUrl: () => bench.images.hot,
        ...(row.against === 'cluster' && { target: { of: 'ratio', atLeast: 1 } }),
      }),
    );
  return {
    rows: findings.flatMap(({ rows }) => rows),
    cpu: findings.flatMap(({ cpu = [] }) => cpu),
  };
}
