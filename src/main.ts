import { relative } from 'node:path';
import { ClassifierPool } from './inference/classifier-pool.js';
import { findPreparedModel } from './inference/prepared-model.js';
import { selfCheck } from './inference/self-check.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { modelFolder } from './model/model-folder.js';
import { readServedModel } from './model/served-model.js';
import { keepMemoryTrimmed } from './resident-memory.js';
import { Service } from './service.js';
import { readSettings, type Settings } from './settings/index.js';
import { checkPrecision } from './settings/precision.js';
import { createLog } from './telemetry/log.js';

/** Reads settings, loads and checks the model, wires everything, opens the port. */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog();
  const { precision, processes } = settings.classifier;
  checkPrecision(precision);
  const model = await readServedModel(modelFolder(settings.model), precision);
  const prepared = await findPreparedModel(model);
  if (prepared === undefined)
    log.info(
      { modelDir: relative('.', model.folder) },
      'no SavedModel was written ahead for this model, so each process makes its own, which takes time and memory',
    );
  const classifier = await ClassifierPool.start({
    ...settings.classifier,
    modelDir: model.folder,
    prepared,
    log,
  });
  try {
    const checked = await selfCheck(classifier, model);
    if (!checked)
      log.warn({ model: model.card.name }, 'the model has no golden predictions to check');
    const service = await Service.start({ settings, log, model, classifier });
    const seconds = (performance.now() / 1000).toFixed(1);
    log.info(
      { checked, modelDir: relative('.', model.folder), processes, precision },
      `listening on ${addressOf(settings.server, service)} with ${model.card.title}, ready after ${seconds} s`,
    );
    return { shutdownTimeout: settings.server.shutdownTimeout, stop: () => service.stop() };
  } catch (error) {
    await classifier.close();
    throw error;
  }
}

/** A URL that reaches the service: `localhost` if it listens on all addresses. */
function addressOf({ host = 'localhost' }: Settings['server'], { port }: Service): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

keepMemoryTrimmed();
await runUntilSignal(start);
