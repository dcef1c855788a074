import { getOnce } from '../load/http-connection.js';
import { forSeconds, runLoad } from '../load/run-load.js';
import { compare, type Findings, type Rounds } from '../result.js';
import type { Contestant, ContestantName } from '../servers/contestants.js';
import { quantile } from '../statistics.js';
import { alternate, nextOrdinaryRequest, type Bench } from './bench.js';

const CONCURRENCY = 32;
const PROBE_EVERY_MS = 15;
/** Longer turns than for throughput: the 99th percentile needs many probes. */
const TURN_FACTOR = 1.5;

/** How long GET /report takes on new connections while cold images are classified. */
export async function report(bench: Bench): Promise<Findings> {
  const turns = await alternate(bench, ['ours', 'cluster', 'tuned', 'written'], (contestant) =>
    probe(bench, contestant),
  );
  // Over all rounds together: one round has too few probes for its 99th percentile.
  const overall = (share: number): Rounds =>
    Object.fromEntries(
      [...turns].map(([name, times]): [ContestantName, number[]] => [
        name,
        [quantile(times.flat(), share)],
      ]),
    );
  const what = `GET /report under cold load (${CONCURRENCY})`;
  const target = { of: 'ours', atMost: 20 } as const;
  return {
    rows: [
      compare({ what: `${what}, p50`, unit: 'ms', rounds: overall(0.5) }),
      compare({ what: `${what}, p99`, unit: 'ms', rounds: overall(0.99), target }),
    ],
  };
}

/** Sends probes at fixed times without waiting for answers, so that stalls are measured in full. */
async function probe(bench: Bench, { port }: Contestant): Promise<number[]> {
  const next = forSeconds(bench.options.seconds * TURN_FACTOR, nextOrdinaryRequest(bench));
  const probes: Promise<number>[] = [];
  const timer = setInterval(() => {
    const time = timeReport(port);
    // Avoids an unhandled rejection: the promise is awaited only when the turn is over.
    time.catch(() => undefined);
    probes.push(time);
  }, PROBE_EVERY_MS);
  try {
    await runLoad({ port, concurrency: CONCURRENCY, next });
  } finally {
    clearInterval(timer);
  }
  return Promise.all(probes);
}

async function timeReport(port: number): Promise<number> {
  const start = performance.now();
  const { status } = await getOnce(port, '/report');
  if (status !== 200) throw new Error(`GET /report answered ${status}`);
  return performance.now() - start;
}
