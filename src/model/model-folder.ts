import { fileURLToPath } from 'node:url';
import type { ModelSettings } from '../settings/model.js';

/** Where the models lie that the service brings along, seen from the compiled code. */
const MODELS = new URL('../../../models/', import.meta.url);

/** The folder of the model that the settings name. */
export function modelFolder({ folder, squeezenetVersion }: ModelSettings): string {
  if (folder !== undefined) return folder;
  return fileURLToPath(
    new URL(squeezenetVersion === 1 ? 'squeezenet1_0' : 'squeezenet1_1', MODELS),
  );
}
