import { relative } from 'node:path';
import { ClassifierPool } from './inference/classifier-pool.js';
import { selfCheck } from './inference/self-check.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { modelFolder } from './model/model-folder.js';
import { readServedModel } from './model/served-model.js';
import { keepMemoryTrimmed } from './resident-memory.js';
import { Service } from './service.js';
import { effectiveSettings } from './settings/effective-settings.js';
import { readSettings, type Settings } from './settings/index.js';
import { createLog } from './telemetry/log.js';
import { NO_TRACING, startTracing } from './telemetry/tracing/tracing.js';

/** Milliseconds that a slow reader has to take the last lines of the log. */
const LAST_LINES = 1000;

/** Reads settings, loads and checks the model, wires everything, opens the port. */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog(settings.telemetry.log);
  process.on('exit', log.flush);
  log.info(
    { action: 'settings', ...effectiveSettings(process.env, settings) },
    'the settings in effect, secrets left out',
  );
  const model = await readServedModel(modelFolder(settings.model));
  const classifier = await ClassifierPool.start({
    ...settings.classifier,
    modelDir: model.folder,
    log,
  });
  try {
    const checked = await selfCheck(classifier, model);
    if (!checked)
      log.warn({ model: model.card.name }, 'the model has no golden predictions to check');
    const { log: logged, traces } = settings.telemetry;
    const tracing = traces ? await startTracing(logged.imageUrls, log) : NO_TRACING;
    const service = await Service.start({ settings, log, tracing, model, classifier });
    const seconds = (performance.now() / 1000).toFixed(1);
    log.info(
      {
        action: 'service-started',
        checked,
        modelDir: relative('.', model.folder),
        processes: settings.classifier.processes,
      },
      `listening on ${addressOf(settings.server, service)} with ${model.card.title}, ready after ${seconds} s`,
    );
    return {
      shutdownTimeout: settings.server.shutdownTimeout,
      stop: async () => {
        await service.stop();
        log.info({ action: 'service-stopped' }, 'stopped');
        await log.drain(LAST_LINES);
      },
    };
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
