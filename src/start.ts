import { openAccess } from './access/access.js';
import { ClassifierPool } from './inference/classifier-pool.js';
import { toChildModel } from './inference/prepared-model.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { fitProcesses } from './model/fit-processes.js';
import { modelFolders } from './model/model-folder.js';
import { readServedModels } from './model/served-models.js';
import { keepMemoryTrimmed } from './resident-memory.js';
import { readSettings } from './settings/index.js';
import { logLikelySettings, logSettings } from './telemetry/log/log-settings.js';
import { checkPrecision } from './settings/precision.js';
import { createLog } from './telemetry/log.js';

/**
 * Reads settings, keys and models, spawns the classifier's processes, then starts to serve.
 *
 * The processes take longest to start, so they come before all code that they do not need: serve.ts
 * imports the rest while they load the models.
 */
async function start(): Promise<Running> {
  const given = readSettings(process.env);
  const { precision } = given.classifier;
  checkPrecision(precision);
  const folders = modelFolders(given.model);
  const { settings, note } = fitProcesses(given, folders);
  const log = createLog(settings.telemetry.log);
  process.on('exit', log.flush);
  logLikelySettings(log);
  const access = await openAccess(settings.access, log);
  logSettings(log, settings);
  if (note !== undefined) log.info({ action: 'memory-limit' }, note);
  const models = await readServedModels(folders, precision);
  const childModels = await Promise.all(models.all.map(toChildModel));
  const classifier = new ClassifierPool({ ...settings.classifier, models: childModels, log });
  for (const { name, prepared } of childModels)
    if (prepared === undefined)
      log.info(
        { model: name },
        'no SavedModel was written ahead for this model, so each process makes its own, which takes time and memory',
      );
  try {
    const { serve } = await import('./serve.js');
    // The library is loaded only when it is needed.
    const shared = settings.redis.address && (await import('./shared.js'));
    await classifier.started;
    return await serve({
      ...{ settings, log, access, models, classifier },
      shared: await shared?.openShared({ settings, log, access, models }),
    });
  } catch (error) {
    await classifier.close();
    throw error;
  }
}

keepMemoryTrimmed();
await runUntilSignal(start);
