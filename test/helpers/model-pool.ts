import type { Classification } from '../../src/inference/classifier.js';
import { ClassifierPool, type PoolOptions } from '../../src/inference/classifier-pool.js';
import { FakeLog } from './service.js';

/** Real child processes with a model; one by default. */
export function startPool(
  modelDir: string,
  options: Partial<PoolOptions> = {},
): Promise<ClassifierPool> {
  return ClassifierPool.start({
    modelDir,
    processes: 1,
    threads: 1,
    queueMax: 1000,
    maxPixels: 50_000_000,
    log: new FakeLog(),
    ...options,
  });
}

/** Classifies an image for a client that never hangs up. */
export function classify(pool: ClassifierPool, image: Uint8Array): Promise<Classification> {
  return pool.classify(image, new AbortController().signal);
}
