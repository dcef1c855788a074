import { fitProcesses } from '../model/fit-processes.js';
import { ModelError } from '../model/model-error.js';
import { modelFolders } from '../model/model-folder.js';
import { readSettings, type Settings } from '../settings/index.js';
import { checkPrecision } from '../settings/precision.js';
import { SettingError } from '../settings/setting-error.js';
import { UsageError } from './usage-error.js';

/**
 * Reads the settings, and finds the folder of the one model that a command uses.
 *
 * @param model a name or a folder instead of the environment's
 * @throws UsageError for a bad setting or an unknown model
 */
export function configure(model: string | undefined): { settings: Settings; folder: string } {
  return orUsageError(() => {
    const settings = readSettings({ ...process.env, ...modelVariables(model) });
    checkPrecision(settings.classifier.precision);
    const [folder = ''] = modelFolders(settings.model);
    return { settings: fitProcesses(settings, [folder]).settings, folder };
  });
}

/** `--model` replaces every variable that chooses a model. A name with a slash is a folder's. */
function modelVariables(model: string | undefined): NodeJS.ProcessEnv {
  if (model === undefined) return {};
  return model.includes('/') ? { MODEL: '', MODEL_DIR: model } : { MODEL: model, MODEL_DIR: '' };
}

function orUsageError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingError || error instanceof ModelError)
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
