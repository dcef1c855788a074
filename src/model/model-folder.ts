import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelSettings } from '../settings/model.js';
import { ModelError } from './model-card.js';

/** The folder of the included models, relative to the compiled code. */
const MODELS = new URL('../../../models/', import.meta.url);

/**
 * The folders of the models that the settings name, the default model's first.
 *
 * @throws ModelError for a name that is not in models/
 */
export function modelFolders(
  { names, folders, squeezenetVersion }: ModelSettings,
  models: URL = MODELS,
): string[] {
  const chosen = [...names.map((name) => includedFolder(name, models)), ...folders];
  return chosen.length > 0 ? chosen : [squeezenetFolder(squeezenetVersion, models)];
}

function includedFolder(name: string, models: URL): string {
  const folder = fileURLToPath(new URL(name, models));
  if (existsSync(join(folder, 'card.json'))) return folder;
  const known = readdirSync(models).filter((other) =>
    existsSync(fileURLToPath(new URL(`${other}/card.json`, models))),
  );
  throw new ModelError(`MODEL: there is no model ${name} in models/, only ${known.join(', ')}`);
}

/**
 * SqueezeNet 1.1 is the one from weights in torchvision's format where only that was made: an image that
 * was built with such weights serves them.
 */
function squeezenetFolder(version: 1 | 2, models: URL): string {
  const names = version === 1 ? ['squeezenet1_0'] : ['squeezenet1_1', 'squeezenet1_1-torchvision'];
  const folders = names.map((name) => fileURLToPath(new URL(name, models)));
  return folders.find((made) => existsSync(join(made, 'model.json'))) ?? folders[0] ?? '';
}
