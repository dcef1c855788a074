import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../../src/errors.js';
import { ClassifierPool } from '../../src/inference/classifier-pool.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';
import { seedImages, type SeedImage } from './seed-images.js';

export interface FuzzOptions {
  readonly modelDir: string;
  /** The photo that all images are made from. */
  readonly photo: string;
  readonly seed: number;
  readonly count: number;
  /** Child processes, and images under way at a time. */
  readonly processes: number;
  /** Where images that fail are written. */
  readonly folder: string;
}

export interface FuzzResult {
  /** Number of images `classified`, and refused with each code. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** One line each, with seed and number. */
  readonly failures: readonly string[];
  readonly slowestMilliseconds: number;
}

const MODEL = 'model';
const EXPECTED = ['not_an_image', 'image_too_many_pixels'];
/** Small, so that mutated sizes are refused and the rest is decoded quickly. */
const MAX_PIXELS = 4_000_000;
/** Maximum milliseconds for one image of at most MAX_PIXELS, even on a busy machine. */
const SLOW = 10_000;

/**
 * Sends mutated images through the real decode path in real child processes, each image twice. Each must
 * be classified or refused, with the same result both times, and no process may die.
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
    models: [{ name: MODEL, folder: modelDir }],
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

/** Depends only on seed and number, so that one failure can be reproduced alone. */
export function mutatedImage(seeds: readonly SeedImage[], seed: number, number: number): SeedImage {
  const random = new Random(Math.imul(seed, 1_000_003) + number);
  const { name, bytes } = random.pick(seeds);
  return { name, bytes: mutate(bytes, random) };
}

/** `classified` and the probabilities, or the refusal's code and message. */
async function outcome(pool: ClassifierPool, bytes: Buffer): Promise<string> {
  try {
    const { signal } = new AbortController();
    const results = await pool.classify(bytes, [MODEL], signal);
    const probabilities = results.get(MODEL)?.probabilities.slice() ?? new Float32Array();
    return `classified ${Buffer.from(probabilities.buffer).toString('base64')}`;
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.message}`;
    return `error ${String(error)}`;
  }
}
