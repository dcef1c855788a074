import { z } from 'zod';
import { list, wholeNumber } from './values.js';

export type ModelSettings = Readonly<z.output<typeof modelSettings>>;

const NAMES = 'a comma-separated list of folders in models/ such as squeezenet1_1,squeezenet1_0';
const FOLDERS = 'a comma-separated list of folders';

export const modelSettings = z
  .object({
    SQUEEZENET_VERSION: wholeNumber(1, 2).default(2),
    MODEL: list(NAMES, parseName).default([]),
    MODEL_DIR: list(FOLDERS, (folder) => folder).default([]),
  })
  .transform((variables) => ({
    /** 2 is SqueezeNet 1.1, 1 is SqueezeNet 1.0. */
    squeezenetVersion: variables.SQUEEZENET_VERSION as 1 | 2,
    /** Folders in models/ of models to use instead of SqueezeNet. */
    names: variables.MODEL,
    /** Folders of further models, as given. */
    folders: variables.MODEL_DIR,
  }));

function parseName(text: string): string | undefined {
  return /^[A-Za-z0-9][\w.-]*$/.test(text) ? text : undefined;
}
