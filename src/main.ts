import { ClassifierPool } from './inference/classifier-pool.js';
import { selfCheck } from './inference/self-check.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { modelFolders } from './model/model-folder.js';
import { readServedModels } from './model/served-models.js';
import { keepMemoryTrimmed } from './resident-memory.js';
import { Service } from './service.js';
import { readSettings, type Settings } from './settings/index.js';
import { createLog } from './telemetry/log.js';

const UNCHECKED =
  'the model has no golden predictions, so nothing tells a wrong answer from a right one: make golden MODEL_DIR=FOLDER computes them';

/** Reads settings, loads and checks the models, wires everything, opens the port. */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog();
  const models = await readServedModels(modelFolders(settings.model));
  const classifier = await ClassifierPool.start({
    ...settings.classifier,
    models: models.all,
    log,
  });
  try {
    for (const model of models.all)
      if (!(await selfCheck(classifier, model))) log.warn({ model: model.name }, UNCHECKED);
    const service = await Service.start({ settings, log, models, classifier });
    const titles = models.all.map(({ card }) => card.title);
    const seconds = (performance.now() / 1000).toFixed(1);
    log.info(
      { models: models.names, processes: settings.classifier.processes },
      `listening on ${addressOf(settings.server, service)} with ${titles.join(', ')}, ready after ${seconds} s`,
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
