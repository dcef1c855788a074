import { relative } from 'node:path';
import { ClassifierPool } from './inference/classifier-pool.js';
import { findPreparedModel } from './inference/prepared-model.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { modelFolder } from './model/model-folder.js';
import { readServedModel } from './model/served-model.js';
import { keepMemoryTrimmed } from './resident-memory.js';
import { readSettings } from './settings/index.js';
import { createLog } from './telemetry/log.js';

/**
 * Reads settings and model, spawns the classifier's processes, then starts to serve.
 *
 * The processes take longest to start, so they come before all code that they do not need: serve.ts
 * imports the rest while they load the model.
 */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog();
  const model = await readServedModel(modelFolder(settings.model));
  const prepared = await findPreparedModel(model);
  const classifier = new ClassifierPool({
    ...settings.classifier,
    modelDir: model.folder,
    prepared,
    log,
  });
  if (prepared === undefined)
    log.info(
      { modelDir: relative('.', model.folder) },
      'no SavedModel was written ahead for this model, so each process makes its own, which takes time and memory',
    );
  try {
    const { serve } = await import('./serve.js');
    await classifier.started;
    return await serve({ settings, log, model, classifier });
  } catch (error) {
    await classifier.close();
    throw error;
  }
}

keepMemoryTrimmed();
await runUntilSignal(start);
