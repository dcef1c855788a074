import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad, times } from '../load/run-load.js';
import { memoryOfTree } from '../processes/memory-of-tree.js';
import { compare, type Findings, type Rounds, type Row } from '../result.js';
import type { Contestant } from '../servers/contestants.js';
import { nextOrdinaryRequest, type Bench } from './bench.js';

const CONCURRENCY = 8;
/** Buffers, caches and compiled code grow normally during the first images. */
const WARM_UP_IMAGES = 1000;
const SETTLE_MS = 1000;
/** Of the service with two processes. */
const MAX_MEGABYTES = 450;

/** Memory of all processes of a service, before and after many images. */
export async function memory(bench: Bench): Promise<Findings> {
  const { memoryImages } = bench.options;
  const warmUp = Math.min(WARM_UP_IMAGES, memoryImages);
  const ours = await bench.contestant('ours');
  const cluster = await bench.contestant('cluster');
  const tuned = await bench.contestant('tuned');
  const before = {
    ours: await memoryAfter(bench, ours, warmUp),
    cluster: await memoryAfter(bench, cluster, warmUp),
    tuned: await memoryAfter(bench, tuned, warmUp),
  };
  const { ours: oursBefore, cluster: clusterBefore, tuned: tunedBefore } = before;
  if (oursBefore === undefined || clusterBefore === undefined || tunedBefore === undefined)
    return { rows: [] };
  const after = (await memoryAfter(bench, ours, memoryImages)) ?? NaN;
  return {
    rows: [
      memoryRow(`memory after ${warmUp} images`, {
        ours: [oursBefore],
        cluster: [clusterBefore],
        tuned: [tunedBefore],
      }),
      memoryRow(`memory after ${memoryImages} more images`, { ours: [after] }),
      compare({
        what: `growth over these ${memoryImages}`,
        unit: '%',
        rounds: { ours: [100 * (after / oursBefore - 1)] },
        target: { of: 'ours', atMost: 5 },
      }),
    ],
  };
}

function memoryRow(what: string, rounds: Rounds): Row {
  const target = { of: 'ours', atMost: MAX_MEGABYTES } as const;
  // What one process more takes is not part of the bound.
  return compare({ what, unit: 'MB', rounds, ...(availableParallelism() <= 2 && { target }) });
}

async function memoryAfter(
  bench: Bench,
  { port, pid }: Contestant,
  images: number,
): Promise<number | undefined> {
  const next = times(images, nextOrdinaryRequest(bench));
  await runLoad({ port, concurrency: CONCURRENCY, next });
  await sleep(SETTLE_MS);
  return memoryOfTree(pid);
}
