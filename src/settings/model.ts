import { z } from 'zod';
import { wholeNumber } from './values.js';

export type ModelSettings = Readonly<z.output<typeof modelSettings>>;

export const modelSettings = z
  .object({
    SQUEEZENET_VERSION: wholeNumber(1, 2).default(2),
    MODEL_DIR: z.string().optional(),
  })
  .transform((variables) => ({
    /** 2 is SqueezeNet 1.1, 1 is SqueezeNet 1.0. */
    squeezenetVersion: variables.SQUEEZENET_VERSION as 1 | 2,
    /** The folder of a model to use instead of SqueezeNet, as given. */
    folder: variables.MODEL_DIR,
  }));
