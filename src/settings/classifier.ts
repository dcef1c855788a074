import { z } from 'zod';
import { defaultProcesses } from './default-processes.js';
import { wholeNumber } from './values.js';

/** The type of number in which convolutions are computed. */
export type Precision = 'float32' | 'bfloat16';

export type ClassifierSettings = Readonly<z.output<typeof classifierSettings>>;

export const classifierSettings = z
  .object({
    IMAGE_MAX_PIXELS: wholeNumber(1, 1_000_000_000).default(50_000_000),
    CLASSIFIER_PROCESSES: wholeNumber(1, 256).optional(),
    CLASSIFIER_THREADS: wholeNumber(1, 256).default(1),
    CLASSIFIER_PRECISION: z
      .enum(['float32', 'bfloat16'], { error: 'float32 or bfloat16' })
      .default('float32'),
    CLASSIFIER_QUEUE_MAX: wholeNumber(1, 100_000).default(256),
  })
  .transform((variables) => ({
    maxPixels: variables.IMAGE_MAX_PIXELS,
    processes: variables.CLASSIFIER_PROCESSES ?? defaultProcesses(),
    /** False if it was set. A default also has to fit into the memory: see `fitProcesses`. */
    processesByDefault: variables.CLASSIFIER_PROCESSES === undefined,
    /** libtensorflow's, in each process. */
    threads: variables.CLASSIFIER_THREADS,
    /** Not every processor has what bfloat16 needs: see `checkPrecision`. */
    precision: variables.CLASSIFIER_PRECISION,
    /** Maximum number of waiting images. */
    queueMax: variables.CLASSIFIER_QUEUE_MAX,
  }));
