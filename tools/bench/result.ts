import type { ContestantName, Ours } from './servers/contestants.js';
import { median, medianRatio } from './statistics.js';

/** A bound on one of a row's numbers. */
export interface Target {
  readonly of: 'ratio' | 'ours';
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Row {
  readonly what: string;
  readonly unit: string;
  /** Which of the contestants is this service. */
  readonly ours: Ours;
  /** Medians. */
  readonly values: Partial<Record<ContestantName, number>>;
  readonly rounds: Rounds;
  /** Ours divided by theirs. */
  readonly ratio?: number;
  readonly ratioTo?: ContestantName;
  readonly target?: Target;
  readonly met?: boolean;
}

/** One number per round, for each side. */
export type Rounds = Partial<Record<ContestantName, readonly number[]>>;

interface Comparison {
  readonly what: string;
  readonly unit: string;
  /** `ours` without it. */
  readonly ours?: Ours;
  readonly rounds: Rounds;
  readonly against?: ContestantName;
  readonly target?: Target;
}

/** Makes a row of medians, with the median of the rounds' ratios. */
export function compare({ what, unit, ours = 'ours', rounds, against, target }: Comparison): Row {
  const values = Object.fromEntries(
    Object.entries(rounds).map(([name, numbers]) => [name, median(numbers)]),
  ) as Row['values'];
  const theirs = against && rounds[against];
  const own = rounds[ours];
  const ratio = own && theirs ? medianRatio(own, theirs) : undefined;
  const measured = target?.of === 'ratio' ? ratio : values[ours];
  return {
    what,
    unit,
    ours,
    values,
    rounds,
    ...(ratio !== undefined && against && { ratio, ratioTo: against }),
    ...(target && { target }),
    ...(target && measured !== undefined && { met: meets(measured, target) }),
  };
}

function meets(value: number, { atLeast = -Infinity, atMost = Infinity }: Target): boolean {
  return value >= atLeast && value <= atMost;
}

/** Processor time in milliseconds per image, by process. */
export interface CpuRow {
  readonly what: string;
  readonly contestant: ContestantName;
  readonly main: number;
  readonly children: number;
  readonly imageServer: number;
  readonly loadGenerator: number;
}

/** One of the service's models. */
export interface ModelRow {
  readonly model: string;
  /** Size of the weights as stored, in units of 1,000,000 bytes. */
  readonly megabytes: number;
  /** Milliseconds per image, one thread: as one graph, and by TF.js node by node. */
  readonly graph: number;
  readonly nodeByNode: number;
  /** The one graph, compared with node by node. */
  readonly timesAsFast: number;
  /** At least how many times as fast it must be. */
  readonly atLeast?: number;
  readonly met?: boolean;
  /** Of the service with this model on all cores. */
  readonly imagesPerSecond: number;
}

export interface Findings {
  readonly rows: readonly Row[];
  readonly cpu?: readonly CpuRow[];
  readonly models?: readonly ModelRow[];
}
