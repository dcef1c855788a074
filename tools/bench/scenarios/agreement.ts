import { classifyRequest } from '../load/http-connection.js';
import { runLoad } from '../load/run-load.js';
import { referencePredictions } from '../reference-predictions.js';
import { compare, type Findings } from '../result.js';
import type { Contestant } from '../servers/contestants.js';
import type { Bench } from './bench.js';

const NAMES = ['ours', 'tuned', 'written'] as const;

/** Counts images with the same most probable class as the reference (numpy and Pillow). */
export async function agreement(bench: Bench): Promise<Findings> {
  const files = bench.images.eachOrdinary().map(({ file }) => file);
  const expected = await referencePredictions(files);
  const rounds: Partial<Record<(typeof NAMES)[number], number[]>> = {};
  for (const name of NAMES) {
    const same = await countSame(bench, await bench.contestant(name), expected);
    rounds[name] = [(100 * same) / files.length];
  }
  const what = `top-1 as the reference, ${files.length} images`;
  const target = { of: 'ours', atLeast: 99.5 } as const;
  return { rows: [compare({ what, unit: '%', rounds, target })] };
}

/** One request at a time, so that the answers come in the order of the images. */
async function countSame(
  { images }: Bench,
  { port }: Contestant,
  expected: readonly string[],
): Promise<number> {
  const requests = images.eachOrdinary().map(({ url }) => classifyRequest(url));
  const answers: string[] = [];
  await runLoad({
    port,
    concurrency: 1,
    next: () => requests.shift(),
    onAnswer(body) {
      answers.push((JSON.parse(body) as { classification: string }).classification);
    },
  });
  return answers.filter((answer, index) => answer === expected[index]).length;
}
