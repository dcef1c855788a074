import { relative } from 'node:path';
import { selfCheck } from './inference/golden.js';
import { loadLabels, loadModelCard } from './inference/model-card.js';
import { modelFolder } from './inference/model-folder.js';
import { ClassifierPool } from './inference/process-pool.js';
import { runUntilSignal, type Running } from './lifecycle.js';
import { createLog } from './log.js';
import { Service } from './service.js';
import { readSettings } from './settings.js';

/** Settings → model, warm and checked → everything wired → the port opens. */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog();
  const folder = modelFolder(settings);
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const classifier = await ClassifierPool.start({
    modelDir: folder,
    processes: settings.classifierProcesses,
    threads: settings.classifierThreads,
    queueMax: settings.classifierQueueMax,
    imageMaxPixels: settings.imageMaxPixels,
    log,
  });
  try {
    const checked = await selfCheck(classifier, { folder, card, labels });
    if (!checked) log.warn({ model: card.name }, 'the model has no golden predictions to check');
    const service = await Service.start({ settings, log, labels, classifier });
    log.info(
      {
        url: `http://${settings.host ?? 'localhost'}:${service.port}`,
        model: card.title,
        modelDir: relative('.', folder),
        checked,
        processes: settings.classifierProcesses,
        readyAfterSeconds: Math.round(performance.now()) / 1000,
      },
      `listening on port ${service.port}`,
    );
    return { shutdownTimeout: settings.shutdownTimeout, stop: () => service.stop() };
  } catch (error) {
    await classifier.close();
    throw error;
  }
}

await runUntilSignal(start);
