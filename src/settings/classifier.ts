import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { wholeNumber } from './values.js';

export type ClassifierSettings = Readonly<z.output<typeof classifierSettings>>;

export const classifierSettings = z
  .object({
    IMAGE_MAX_PIXELS: wholeNumber(1, 1_000_000_000).default(50_000_000),
    CLASSIFIER_PROCESSES: wholeNumber(1, 256).optional(),
    CLASSIFIER_THREADS: wholeNumber(1, 256).default(1),
    CLASSIFIER_QUEUE_MAX: wholeNumber(1, 100_000).default(256),
  })
  .transform((variables) => ({
    maxPixels: variables.IMAGE_MAX_PIXELS,
    processes: variables.CLASSIFIER_PROCESSES ?? availableParallelism(),
    /** libtensorflow's, in each process. */
    threads: variables.CLASSIFIER_THREADS,
    /** Maximum number of waiting images. */
    queueMax: variables.CLASSIFIER_QUEUE_MAX,
  }));
