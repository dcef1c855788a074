import { fileURLToPath } from 'node:url';
import type { Settings } from '../settings.js';

/** Where the models lie that the service brings along, seen from the compiled code. */
const MODELS = new URL('../../../models/', import.meta.url);

/** The folder of the model that the settings name. */
export function modelFolder({
  modelDir,
  squeezenetVersion,
}: Pick<Settings, 'modelDir' | 'squeezenetVersion'>): string {
  if (modelDir !== undefined) return modelDir;
  return fileURLToPath(
    new URL(squeezenetVersion === 1 ? 'squeezenet1_0' : 'squeezenet1_1', MODELS),
  );
}
