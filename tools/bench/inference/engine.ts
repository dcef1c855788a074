import { CHILD_MALLOC } from '../../../src/inference/spawn-child.js';
import { Child } from '../processes/child.js';
import { median } from '../statistics.js';
import type { RunAnswer } from './protocol.js';

const WARM_UP_RUNS = 20;
/** Largest accepted difference of a probability: the time of a wrong answer says nothing. */
const TOLERANCE = 1e-3;

/** Runs one model's graph alone, in a process of its own. */
export class Engine {
  private constructor(private readonly child: Child) {}

  /**
   * @param file the module in this folder
   * @param args the module's
   * @param threads for libtensorflow
   */
  static start(file: string, args: readonly string[], threads: number): Engine {
    return new Engine(
      Child.fork(new URL(file, import.meta.url), args, {
        TF_NUM_INTRAOP_THREADS: String(threads),
        // As in the service, also for its memory: the graph runs on the calling thread.
        ...CHILD_MALLOC,
        TF_NUM_INTEROP_THREADS: '-1',
        TF_CPP_MIN_LOG_LEVEL: '2',
      }),
    );
  }

  /**
   * Waits until the engine is ready, and warms it up.
   *
   * @returns what the graph gives for the test image
   */
  async warmUp(): Promise<readonly number[]> {
    await this.child.ask();
    return (await this.run(WARM_UP_RUNS)).probabilities;
  }

  /** @returns the median of milliseconds per run */
  async time(runs: number): Promise<number> {
    return median((await this.run(runs)).times);
  }

  stop(): Promise<void> {
    return this.child.stop();
  }

  private run(runs: number): Promise<RunAnswer> {
    return this.child.ask<RunAnswer>({ runs });
  }
}

/**
 * The medians of two engines that take turns.
 *
 * @param model its name, for messages
 * @throws Error if the engines do not give the same probabilities
 */
export async function timeInTurns(
  model: string,
  engines: readonly [Engine, Engine],
  turns: number,
  runs: number,
): Promise<[number[], number[]]> {
  const [ours, theirs] = engines;
  const times: [number[], number[]] = [[], []];
  try {
    checkAgreement(model, await ours.warmUp(), await theirs.warmUp());
    for (let turn = 0; turn < turns; turn++) {
      times[0].push(await ours.time(runs));
      times[1].push(await theirs.time(runs));
    }
  } finally {
    for (const engine of engines) await engine.stop();
  }
  return times;
}

/** @throws Error if the engines disagree about a class */
export function checkAgreement(
  model: string,
  ours: readonly number[],
  theirs: readonly number[],
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
