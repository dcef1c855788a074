import type { RunAnswer } from '../inference/protocol.js';
import type { ComparedModel } from '../paths.js';
import { Child } from '../processes/child.js';
import { compare, type Findings, type Row } from '../result.js';
import { median } from '../statistics.js';
import type { Bench } from './bench.js';

/** A turn is short, so each round has several. */
const TURNS_A_ROUND = 2;
const WARM_UP_RUNS = 20;
/** Largest accepted difference of a probability: the time of a wrong answer says nothing. */
const TOLERANCE = 1e-3;

/** The graph alone, each engine in its own process: median milliseconds per run. */
export async function inference(bench: Bench): Promise<Findings> {
  const target = { of: 'ratio', atMost: 1.15 } as const;
  return {
    rows: [
      await compareEngines(bench, 'squeezenet1_1', 1, target),
      await compareEngines(bench, 'squeezenet1_1', 2),
      await compareEngines(bench, 'efficientnet_lite0', 1, target),
      await compareEngines(bench, 'efficientnet_lite0', 2),
    ],
  };
}

async function compareEngines(
  { options }: Bench,
  model: ComparedModel,
  threads: number,
  target?: Row['target'],
): Promise<Row> {
  const ours = startEngine('ours.js', model, threads);
  const theirs = startEngine('onnxruntime.js', model, threads);
  const rounds: Record<'ours' | 'tuned', number[]> = { ours: [], tuned: [] };
  try {
    for (const engine of [ours, theirs]) await engine.ask();
    checkAgreement(model, await run(ours, WARM_UP_RUNS), await run(theirs, WARM_UP_RUNS));
    for (let turn = 0; turn < options.rounds * TURNS_A_ROUND; turn++) {
      rounds.ours.push(median((await run(ours, options.inferenceRuns)).times));
      rounds.tuned.push(median((await run(theirs, options.inferenceRuns)).times));
    }
  } finally {
    await ours.stop();
    await theirs.stop();
  }
  return compare({
    what: `${model} alone, ${threads} thread${threads > 1 ? 's' : ''}`,
    unit: 'ms',
    rounds,
    against: 'tuned',
    ...(target && { target }),
  });
}

function startEngine(file: string, model: ComparedModel, threads: number): Child {
  const module = new URL(`../inference/${file}`, import.meta.url);
  return Child.fork(module, [model, String(threads)], {
    TF_NUM_INTRAOP_THREADS: String(threads),
    // As in the service: the graph runs on the calling thread.
    TF_NUM_INTEROP_THREADS: '-1',
    TF_CPP_MIN_LOG_LEVEL: '2',
  });
}

function run(engine: Child, runs: number): Promise<RunAnswer> {
  return engine.ask<RunAnswer>({ runs });
}

/** @throws Error if the engines disagree about a class */
export function checkAgreement(
  model: string,
  { probabilities: ours }: Pick<RunAnswer, 'probabilities'>,
  { probabilities: theirs }: Pick<RunAnswer, 'probabilities'>,
): void {
  const differences = ours.map((probability, index) =>
    Math.abs(probability - (theirs[index] ?? NaN)),
  );
  if (ours.length === theirs.length && differences.every((difference) => difference <= TOLERANCE))
    return;
  throw new Error(
    `${model}: the engines give different probabilities, by ${Math.max(...differences)}`,
  );
}
