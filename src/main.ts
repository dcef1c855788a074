import { relative } from 'node:path';
import { selfCheck } from './inference/self-check.js';
import { loadLabels, loadModelCard } from './model/model-card.js';
import { modelFolder } from './model/model-folder.js';
import { ClassifierPool } from './inference/classifier-pool.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { createLog } from './telemetry/log.js';
import { Service } from './service.js';
import { readSettings, type Settings } from './settings/index.js';

/** Settings → model, warm and checked → everything wired → the port opens. */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog();
  const folder = modelFolder(settings.model);
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const classifier = await ClassifierPool.start({
    modelDir: folder,
    processes: settings.classifier.processes,
    threads: settings.classifier.threads,
    queueMax: settings.classifier.queueMax,
    imageMaxPixels: settings.classifier.maxPixels,
    log,
  });
  try {
    const checked = await selfCheck(classifier, { folder, card, labels });
    if (!checked) log.warn({ model: card.name }, 'the model has no golden predictions to check');
    const service = await Service.start({ settings, log, labels, classifier });
    const seconds = (performance.now() / 1000).toFixed(1);
    log.info(
      { checked, modelDir: relative('.', folder), processes: settings.classifier.processes },
      `listening on ${addressOf(settings.server, service)} with ${card.title}, ready after ${seconds} s`,
    );
    return { shutdownTimeout: settings.server.shutdownTimeout, stop: () => service.stop() };
  } catch (error) {
    await classifier.close();
    throw error;
  }
}

/** Where people find the service: on all addresses means on this machine's own, too. */
function addressOf({ host = 'localhost' }: Settings['server'], { port }: Service): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

await runUntilSignal(start);
