import type { RunAnswer } from '../inference/protocol.js';
import { Child } from '../processes/child.js';
import { compare, type Findings, type Row } from '../result.js';
import { median } from '../statistics.js';
import type { Bench } from './bench.js';

/** A turn is short, so each round has several. */
const TURNS_A_ROUND = 2;
const WARM_UP_RUNS = 20;

/** The graph alone, each engine in its own process: median milliseconds per run. */
export async function inference(bench: Bench): Promise<Findings> {
  return {
    rows: [
      await compareEngines(bench, 1, { of: 'ratio', atMost: 1.15 }),
      await compareEngines(bench, 2),
    ],
  };
}

async function compareEngines(
  { options }: Bench,
  threads: number,
  target?: Row['target'],
): Promise<Row> {
  const ours = startEngine('ours.js', threads);
  const theirs = startEngine('onnxruntime.js', threads);
  const rounds: Record<'ours' | 'tuned', number[]> = { ours: [], tuned: [] };
  try {
    for (const engine of [ours, theirs]) {
      await engine.ask();
      await medianRun(engine, WARM_UP_RUNS);
    }
    for (let turn = 0; turn < options.rounds * TURNS_A_ROUND; turn++) {
      rounds.ours.push(await medianRun(ours, options.inferenceRuns));
      rounds.tuned.push(await medianRun(theirs, options.inferenceRuns));
    }
  } finally {
    await ours.stop();
    await theirs.stop();
  }
  return compare({
    what: `inference alone, ${threads} thread${threads > 1 ? 's' : ''}`,
    unit: 'ms',
    rounds,
    against: 'tuned',
    ...(target && { target }),
  });
}

function startEngine(file: string, threads: number): Child {
  const module = new URL(`../inference/${file}`, import.meta.url);
  return Child.fork(module, [String(threads)], {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
  });
}

async function medianRun(engine: Child, runs: number): Promise<number> {
  return median((await engine.ask<RunAnswer>({ runs })).times);
}
