import { basename } from 'node:path';
import type { Classification } from '../../src/inference/classifier.js';
import { ClassifierPool, type PoolOptions } from '../../src/inference/classifier-pool.js';
import { FakeLog } from './service.js';

/** Real child processes with the model in a folder; one by default. */
export function startPool(
  modelDir: string,
  options: Partial<PoolOptions> = {},
): Promise<ClassifierPool> {
  return ClassifierPool.start({
    models: [{ name: basename(modelDir), folder: modelDir }],
    processes: 1,
    threads: 1,
    queueMax: 1000,
    maxPixels: 50_000_000,
    log: new FakeLog(),
    ...options,
  });
}

/** Classifies an image by the only model of a pool, for a client that never hangs up by default. */
export async function classify(
  pool: ClassifierPool,
  image: Uint8Array,
  signal = new AbortController().signal,
): Promise<Classification> {
  const [name = ''] = pool.models;
  const classification = (await pool.classify(image, [name], signal)).get(name);
  if (classification === undefined) throw new Error(`no result of ${name}`);
  return classification;
}
