import { relative } from 'node:path';
import type { ClassifierPool } from './inference/classifier-pool.js';
import { selfCheck } from './inference/self-check.js';
import type { Running } from './lifecycle.js';
import { readServedModel } from './model/served-model.js';
import { Service } from './service.js';
import type { Settings } from './settings/index.js';
import type { Log } from './telemetry/log.js';

interface Start {
  readonly settings: Settings;
  readonly log: Log;
  readonly modelDir: string;
  /** Its processes may still be starting. */
  readonly classifier: ClassifierPool;
}

/**
 * Reads and checks the model, wires everything, opens the port.
 *
 * @throws ModelError, ChildCrash, or the operating system's error when the port cannot be opened
 */
export async function serve({ settings, log, modelDir, classifier }: Start): Promise<Running> {
  const [model] = await Promise.all([readServedModel(modelDir), classifier.started]);
  const checked = await selfCheck(classifier, model);
  if (!checked)
    log.warn({ model: model.card.name }, 'the model has no golden predictions to check');
  const service = await Service.start({ settings, log, model, classifier });
  const seconds = (performance.now() / 1000).toFixed(1);
  log.info(
    { checked, modelDir: relative('.', modelDir), processes: settings.classifier.processes },
    `listening on ${addressOf(settings.server, service)} with ${model.card.title}, ready after ${seconds} s`,
  );
  return { shutdownTimeout: settings.server.shutdownTimeout, stop: () => service.stop() };
}

/** A URL that reaches the service: `localhost` if it listens on all addresses. */
function addressOf({ host = 'localhost' }: Settings['server'], { port }: Service): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
