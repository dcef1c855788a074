import { resolve } from 'node:path';

export const SCENARIOS = [
  'ready',
  'inference',
  'models',
  'cold',
  'bfloat16',
  'large',
  'hot',
  'report',
  'agreement',
  'memory',
] as const;

export type Scenario = (typeof SCENARIOS)[number];

export interface BenchOptions {
  readonly only: readonly Scenario[];
  /** Turns per side of a comparison. */
  readonly rounds: number;
  /** Length of one turn under load. */
  readonly seconds: number;
  /** Number of photos of ordinary size. */
  readonly images: number;
  /** Images between the two memory measurements. */
  readonly memoryImages: number;
  /** Graph runs per turn of the comparison without HTTP. */
  readonly inferenceRuns: number;
  /** Service starts, to measure the time until it is ready. */
  readonly starts: number;
  /** Folders of the models for `models`; all that are made without it. */
  readonly models?: readonly string[];
}

const FULL = {
  rounds: 4,
  seconds: 2,
  images: 300,
  memoryImages: 10_000,
  inferenceRuns: 100,
  starts: 3,
};

const QUICK: typeof FULL = {
  rounds: 2,
  seconds: 0.5,
  images: 60,
  memoryImages: 300,
  inferenceRuns: 40,
  starts: 1,
};

/**
 * Reads the options from the environment: `BENCH_QUICK=1` for a first impression, `BENCH_ONLY=cold,hot`
 * for some scenarios; `BENCH_MODELS=FOLDER,FOLDER` for the models of `models`; `BENCH_ROUNDS`, `BENCH_SECONDS` and `BENCH_MEMORY_IMAGES` set single options.
 *
 * @throws Error with one line that names the allowed values
 */
export function readOptions(environment: NodeJS.ProcessEnv): BenchOptions {
  const defaults = environment['BENCH_QUICK'] ? QUICK : FULL;
  const number = (name: string, fallback: number) => {
    const text = environment[name];
    if (!text) return fallback;
    const value = Number(text);
    if (!(value > 0))
      throw new Error(`${name}=${text} is not allowed: it must be a number above 0`);
    return value;
  };
  const models = environment['BENCH_MODELS']?.split(',').map((folder) => resolve(folder.trim()));
  return {
    ...defaults,
    ...(models && { models }),
    only: readScenarios(environment['BENCH_ONLY']),
    rounds: Math.ceil(number('BENCH_ROUNDS', defaults.rounds)),
    seconds: number('BENCH_SECONDS', defaults.seconds),
    memoryImages: Math.ceil(number('BENCH_MEMORY_IMAGES', defaults.memoryImages)),
  };
}

function readScenarios(text: string | undefined): readonly Scenario[] {
  if (!text) return SCENARIOS;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario === name));
  if (unknown !== undefined)
    throw new Error(`BENCH_ONLY: "${unknown}" is none of ${SCENARIOS.join(', ')}`);
  return SCENARIOS.filter((scenario) => names.includes(scenario));
}
