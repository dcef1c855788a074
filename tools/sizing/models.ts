import { existsSync, readdirSync } from 'node:fs';
import { classifyRequest } from '../bench/load/http-connection.js';
import { forSeconds, runLoad } from '../bench/load/run-load.js';
import { ROOT } from '../bench/paths.js';
import { cpuOfTree } from '../bench/processes/cpu-of-tree.js';
import { memoryPartsOf, type TreeMemory } from '../bench/processes/memory-of-tree.js';
import type { ImageServer } from '../bench/scenarios/bench.js';
import { startService } from '../bench/servers/contestants.js';

const CONCURRENCY = 32;
const WARM_UP_SECONDS = 1;

export interface ModelSize {
  readonly model: string;
  readonly processes: number;
  readonly imagesPerSecond: number;
  /** Milliseconds of one core for an image, in the main process and in the children. */
  readonly cpu: { readonly main: number; readonly children: number } | undefined;
  /** After the images, in MB. */
  readonly memory: TreeMemory | undefined;
}

/** The names of the models of models/ that are made. */
export function madeModels(): string[] {
  return readdirSync(`${ROOT}models`)
    .filter((name) => existsSync(`${ROOT}models/${name}/model.json`))
    .sort();
}

/** A replica with one model and so many processes, each image at a new URL. */
export async function measureModel(
  images: ImageServer,
  model: string,
  processes: number,
  seconds: number,
): Promise<ModelSize> {
  const service = await startService({
    MODEL: model,
    MODEL_DIR: '',
    CLASSIFIER_PROCESSES: String(processes),
  });
  const load = (length: number) => {
    const next = forSeconds(length, () => classifyRequest(images.nextOrdinary()));
    return runLoad({ port: service.port, concurrency: CONCURRENCY, next });
  };
  try {
    await load(WARM_UP_SECONDS);
    const before = cpuOfTree(service.pid);
    const { completed, seconds: taken } = await load(seconds);
    const after = cpuOfTree(service.pid);
    return {
      model,
      processes,
      imagesPerSecond: completed / taken,
      cpu: before &&
        after && {
          main: (after.main - before.main) / completed,
          children: (after.children - before.children) / completed,
        },
      memory: memoryPartsOf(service.pid),
    };
  } finally {
    await service.stop();
  }
}
