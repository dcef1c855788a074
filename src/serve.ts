import { relative } from 'node:path';
import type { Dependencies } from './container.js';
import { selfCheck } from './inference/self-check.js';
import type { Running } from './lifecycle.js';
import { Service } from './service.js';
import type { Settings } from './settings/index.js';

/**
 * Checks the model, wires everything, opens the port.
 *
 * @throws ModelError, ChildCrash, or the operating system's error when the port cannot be opened
 */
export async function serve(dependencies: Dependencies): Promise<Running> {
  const { settings, log, model, classifier } = dependencies;
  const checked = await selfCheck(classifier, model);
  if (!checked)
    log.warn({ model: model.card.name }, 'the model has no golden predictions to check');
  const service = await Service.start(dependencies);
  const seconds = (performance.now() / 1000).toFixed(1);
  log.info(
    { checked, modelDir: relative('.', model.folder), processes: settings.classifier.processes },
    `listening on ${addressOf(settings.server, service)} with ${model.card.title}, ready after ${seconds} s`,
  );
  return { shutdownTimeout: settings.server.shutdownTimeout, stop: () => service.stop() };
}

/** A URL that reaches the service: `localhost` if it listens on all addresses. */
function addressOf({ host = 'localhost' }: Settings['server'], { port }: Service): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
