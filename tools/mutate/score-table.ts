import { dirname } from 'node:path';
import type { Verdict } from './measure.js';

export interface Score {
  readonly folder: string;
  readonly mutants: number;
  readonly red: number;
  /** These count as noticed: a test did not end. */
  readonly timeout: number;
  readonly survived: number;
  /** Percent of the mutants that were noticed. */
  readonly score: string;
}

/** One row for each folder. */
export function scoresByFolder(verdicts: readonly Verdict[]): Score[] {
  const folders = new Set(verdicts.map(({ mutant }) => dirname(mutant.source)));
  return [...folders].toSorted().map((folder) =>
    score(
      folder,
      verdicts.filter(({ mutant }) => dirname(mutant.source) === folder),
    ),
  );
}

export function score(folder: string, verdicts: readonly Verdict[]): Score {
  const count = (outcome: Verdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const noticed = verdicts.length - count('green');
  return {
    folder,
    mutants: verdicts.length,
    red: count('red'),
    timeout: count('timeout'),
    survived: count('green'),
    score: `${((100 * noticed) / Math.max(1, verdicts.length)).toFixed(1)} %`,
  };
}
