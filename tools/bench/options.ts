export const SCENARIOS = [
  'ready',
  'inference',
  'cold',
  'large',
  'hot',
  'report',
  'agreement',
  'memory',
] as const;

export type Scenario = (typeof SCENARIOS)[number];

/** How much is measured. */
export interface BenchOptions {
  readonly only: readonly Scenario[];
  /** How many times each side of a comparison takes its turn. */
  readonly rounds: number;
  /** How long one turn under load takes. */
  readonly seconds: number;
  /** Different photos of ordinary size. */
  readonly images: number;
  /** Images between the two measurements of memory. */
  readonly memoryImages: number;
  /** Runs of the graph in one turn of the comparison without HTTP. */
  readonly inferenceRuns: number;
  /** How many times the service is started for the time until it is ready. */
  readonly starts: number;
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
 * Reads what is to be measured from the environment: `BENCH_QUICK=1` for a first look,
 * `BENCH_ONLY=cold,hot` for some scenarios, and `BENCH_ROUNDS`, `BENCH_SECONDS`,
 * `BENCH_MEMORY_IMAGES` for more or less of it.
 *
 * @throws Error with one line that says what is allowed
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
  return {
    ...defaults,
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
