import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelSettings } from '../settings/model.js';

/** The folder of the included models, relative to the compiled code. */
const MODELS = new URL('../../../models/', import.meta.url);

/**
 * The folder of the model that the settings name. SqueezeNet 1.1 is the one from weights in
 * torchvision's format where only that was made: an image that was built with such weights serves them.
 */
export function modelFolder(
  { folder, squeezenetVersion }: ModelSettings,
  models: URL = MODELS,
): string {
  if (folder !== undefined) return folder;
  const names =
    squeezenetVersion === 1 ? ['squeezenet1_0'] : ['squeezenet1_1', 'squeezenet1_1-torchvision'];
  const folders = names.map((name) => fileURLToPath(new URL(name, models)));
  return folders.find((made) => existsSync(join(made, 'model.json'))) ?? folders[0] ?? '';
}
