import { compare, type Findings } from '../result.js';
import { startContestant, type ContestantName } from '../servers/contestants.js';
import type { Bench } from './bench.js';

const NAMES = ['ours', 'cluster', 'tuned', 'written'] as const satisfies ContestantName[];

/** From the process's start until it accepts requests. Ours is warm and checked by then. */
export async function ready({ options }: Bench): Promise<Findings> {
  const rounds: Record<(typeof NAMES)[number], number[]> = {
    ours: [],
    cluster: [],
    tuned: [],
    written: [],
  };
  for (let start = 0; start < options.starts; start++)
    for (const name of NAMES) {
      const contestant = await startContestant(name);
      rounds[name].push(contestant.readySeconds);
      await contestant.stop();
    }
  const target = { of: 'ours', atMost: 0.7 } as const;
  return { rows: [compare({ what: 'ready after start', unit: 's', rounds, target })] };
}
