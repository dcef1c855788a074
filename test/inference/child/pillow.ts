import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Preprocessing } from '../../../src/model/model-card.js';
import type { RgbImage } from '../../../src/inference/child/pixels.js';
import { ROOT } from '../../helpers/squeezenet-variant.js';

const run = promisify(execFile);

async function pillow(args: readonly string[], input = ''): Promise<string> {
  const script = join(ROOT, 'test/inference/child/pillow.py');
  const running = run('sh', [join(ROOT, 'tools/reference/run.sh'), script, ...args]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

/** Writes one image of each kind into a folder: see pillow.py. */
export async function makeImages(folder: string): Promise<void> {
  await pillow(['make', folder]);
}

/** Decodes images with Pillow to upright RGB on white. An image that it refuses has no pixels. */
export async function decodeWithPillow(files: readonly string[]): Promise<RgbImage[]> {
  const lines = (await pillow(['decode', ...files])).trim().split('\n');
  return Promise.all(
    files.map(async (file, index) => ({
      ...(JSON.parse(lines[index] ?? '') as { width: number; height: number }),
      data: await readFile(`${file}.rgb`),
    })),
  );
}

export interface PrepareJob {
  readonly image: string;
  readonly preprocessing: Pick<Preprocessing, 'resize' | 'resampling' | 'crop'>;
  /** The file that the pixels are written to. */
  readonly into: string;
}

/**
 * Resizes and crops images with the reference. Returns RGB of the crop's size, in the jobs' order:
 * Pillow's results as bytes, and TensorFlow's, which are computed with numpy, as floats.
 */
export async function prepareWithReference(
  jobs: readonly PrepareJob[],
): Promise<(Uint8Array | Float32Array)[]> {
  await pillow(['prepare'], JSON.stringify(jobs));
  return Promise.all(
    jobs.map(async ({ preprocessing, into }) => {
      const data = new Uint8Array(await readFile(into));
      return preprocessing.resampling.endsWith('antialias') ? data : new Float32Array(data.buffer);
    }),
  );
}

/** The largest and the mean difference between two images' values. */
export function compare(actual: ArrayLike<number>, expected: ArrayLike<number>) {
  if (actual.length !== expected.length) throw new Error(`${actual.length} ≠ ${expected.length}`);
  let largest = 0;
  let sum = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((actual[index] ?? 0) - (expected[index] ?? 0));
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / expected.length };
}
