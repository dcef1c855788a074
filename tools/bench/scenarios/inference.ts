import { Engine, timeInTurns } from '../inference/engine.js';
import { modelFolder, type ComparedModel } from '../paths.js';
import { compare, type Findings, type Row } from '../result.js';
import type { Bench } from './bench.js';

/** A turn is short, so each round has several. */
const TURNS_A_ROUND = 2;

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
  const [ours, tuned] = await timeInTurns(
    model,
    [
      Engine.start('ours.js', [modelFolder(model)], threads),
      Engine.start('onnxruntime.js', [model, String(threads)], threads),
    ],
    options.rounds * TURNS_A_ROUND,
    options.inferenceRuns,
  );
  return compare({
    what: `${model} alone, ${threads} thread${threads > 1 ? 's' : ''}`,
    unit: 'ms',
    rounds: { ours, tuned },
    against: 'tuned',
    ...(target && { target }),
  });
}
