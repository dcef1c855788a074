import { classifyRequest } from '../load/http-connection.js';
import { runLoad } from '../load/run-load.js';
import { referencePredictions } from '../reference-predictions.js';
import { compare, type Findings, type Row } from '../result.js';
import type { Contestant, ContestantName, Ours } from '../servers/contestants.js';
import type { Bench } from './bench.js';

/** Counts images with the same most probable class as the reference (numpy and Pillow). */
export async function agreement(bench: Bench): Promise<Findings> {
  return { rows: [await agreementRow(bench, ['ours', 'tuned', 'written'])] };
}

/** @param names the service first, as shipped or a variant */
export async function agreementRow(
  bench: Bench,
  names: readonly [Ours, ...ContestantName[]],
): Promise<Row> {
  const files = bench.images.eachOrdinary().map(({ file }) => file);
  const expected = await referencePredictions(files);
  const rounds: Partial<Record<ContestantName, number[]>> = {};
  for (const name of names) {
    const same = await countSame(bench, await bench.contestant(name), expected);
    rounds[name] = [(100 * same) / files.length];
  }
  const [ours] = names;
  const precision = ours === 'bfloat16' ? ' in bfloat16' : '';
  return compare({
    what: `top-1 as the reference${precision}, ${files.length} images`,
    unit: '%',
    ours,
    rounds,
    target: { of: 'ours', atLeast: ours === 'bfloat16' ? 98.5 : 99.5 },
  });
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
