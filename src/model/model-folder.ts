import { fileURLToPath } from 'node:url';
import type { ModelSettings } from '../settings/model.js';

/** The folder of the included models, relative to the compiled code. */
const MODELS = new URL('../../../models/', import.meta.url);

export function modelFolder({ folder, squeezenetVersion }: ModelSettings): string {
  if (folder !== undefined) return folder;
  return fileURLToPath(
    new URL(squeezenetVersion === 1 ? 'squeezenet1_0' : 'squeezenet1_1', MODELS),
  );
}
