import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../../src/errors.js';
import { ClassifierPool } from '../../src/inference/classifier-pool.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';
import { seedImages, type SeedImage } from './seed-images.js';

export interface FuzzOptions {
  readonly modelDir: string;
  /** The photo that all images are made of. */
  readonly photo: string;
  readonly seed: number;
  readonly count: number;
  /** How many images are under way at a time. */
  readonly processes: number;
  /** Where images go that something is wrong with. */
  readonly folder: string;
}

/** What came of the images. */
export interface FuzzResult {
  /** How many were `classified`, and how many refused with which code. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** One line each, with seed and number; empty when all is well. */
  readonly failures: readonly string[];
  readonly slowestMilliseconds: number;
}

const EXPECTED = ['not_an_image', 'image_too_many_pixels'];
/** Small, so that sizes that come of mutations are refused for it, and the rest is decoded quickly. */
const MAX_PIXELS = 4_000_000;
/** Milliseconds one image of at most so many pixels may take, whatever else the machine does. */
const SLOW = 10_000;

/**
 * Sends mutated images through the real decode path in real child processes, each twice. Every one
 * must be classified or refused, the same both times, and no process may die of it.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, count, processes, modelDir, photo } = options;
  const seeds = await seedImages(photo);
  const outcomes: Record<string, number> = {};
  const failures: string[] = [];
  let slowestMilliseconds = 0;
  let deaths = 0;
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: () => {
      deaths++;
    },
  };
  const pool = await ClassifierPool.start({
    modelDir,
    processes,
    threads: 1,
    queueMax: 2 * processes,
    maxPixels: MAX_PIXELS,
    log,
  });

  const check = async (number: number) => {
    const { name, bytes } = mutatedImage(seeds, seed, number);
    const start = performance.now();
    const before = deaths;
    const first = await outcome(pool, bytes);
    const again = await outcome(pool, bytes);
    const taken = performance.now() - start;
    slowestMilliseconds = Math.max(slowestMilliseconds, taken);
    const [kind = ''] = first.split(' ');
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
    const wrong = [
      ...(kind === 'classified' || EXPECTED.includes(kind) ? [] : [first]),
      ...(first === again ? [] : [`${first}, then ${again}`]),
      ...(taken > 2 * SLOW ? [`${taken.toFixed()} ms`] : []),
      ...(deaths > before ? ['a process died'] : []),
    ];
    if (wrong.length === 0) return;
    failures.push(`FUZZ_SEED=${seed}, image ${number}: ${wrong.join('; ')}`);
    await mkdir(options.folder, { recursive: true });
    await writeFile(join(options.folder, `${seed}-${number}-${name}`), bytes);
  };

  let next = 0;
  const worker = async () => {
    while (next < count) await check(next++);
  };
  try {
    await Promise.all(Array.from({ length: processes }, worker));
  } finally {
    await pool.close();
  }
  return { outcomes, failures, slowestMilliseconds };
}

/** Depends on the seed and the number alone, so that a failure can be had again without the rest. */
export function mutatedImage(seeds: readonly SeedImage[], seed: number, number: number): SeedImage {
  const random = new Random(Math.imul(seed, 1_000_003) + number);
  const { name, bytes } = random.pick(seeds);
  return { name, bytes: mutate(bytes, random) };
}

/** `classified` and the numbers, or a refusal's code and message. */
async function outcome(pool: ClassifierPool, bytes: Buffer): Promise<string> {
  try {
    const { probabilities } = await pool.classify(bytes, new AbortController().signal);
    return `classified ${Buffer.from(new Uint8Array(probabilities.slice().buffer)).toString('base64')}`;
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.message}`;
    return `error ${String(error)}`;
  }
}
